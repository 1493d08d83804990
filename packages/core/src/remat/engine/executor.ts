/** The effects of a run. The engine keeps the accounts; an executor does the work, or nothing when only accounts are wanted. */
export interface Executor {
  /** Runs an operator whose inputs are resident and locked. */
  execute(operator: number): void;
  /** Gives back the buffer of a storage, which will not be asked for again if that is `forGood`. */
  free(storage: number, forGood: boolean): void;
}

/** Does nothing: a run with it is a simulation. */
export const accountsOnly: Executor = {
  execute: () => undefined,
  free: () => undefined,
};
