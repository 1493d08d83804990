/** What becomes of a storage without its buffer: it may be made again, or nobody can ask for it any more. */
export type Fate = "evicted" | "forgotten";

/** The effects of a run. The engine keeps the accounts; an executor does the work, or nothing when only accounts are wanted. */
export interface Executor {
  /** Runs an operator whose inputs are resident and locked. */
  execute(operator: number): void;
  /** Gives back the buffer of a storage. */
  free(storage: number, fate: Fate): void;
}

/** Does nothing: a run with it is a simulation. */
export const accountsOnly: Executor = {
  execute: () => undefined,
  free: () => undefined,
};
