/** Why an operation has no value. Constant operations that fail are refused when configured, others evaluate to unknown. */
export type Failure =
  | "division by zero"
  | "not a number, such as infinity minus infinity"
  | "number too large for a float"
  | "integer of more than 4096 bits"
  | "infinity cannot be rounded"
  | "complex number";
