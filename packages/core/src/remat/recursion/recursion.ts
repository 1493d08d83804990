/** How a tensor's missing ancestors are brought back. */
export interface Recursion {
  /** Runs an operator for the first time, its missing inputs before it. False, with the engine's `shortage` set, when it cannot. */
  call(operator: number): boolean;
  /** Has a tensor resident, running what that needs. False as above. */
  materialize(tensor: number): boolean;
}
