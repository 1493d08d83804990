/** The base of every error that a caller can act on. Match on `code`, which is stable, never on the message. */
export abstract class SpillwayError extends Error {
  override readonly name: string = "SpillwayError";
  /** A stable identifier, `ERR_…`, listed in docs/errors.md. */
  abstract readonly code: string;
}

/** Two things that have to agree and do not: a defect of the program, never of what it was given. */
export class InvariantError extends SpillwayError {
  override readonly name: string = "InvariantError";
  readonly code = "ERR_INVARIANT";

  constructor(problem: string, options?: ErrorOptions) {
    super(`broken invariant: ${problem}; please report it`, options);
  }
}

/** An argument that a public function cannot work with: a defect of the program that calls it. */
export class InvalidArgumentError extends SpillwayError {
  override readonly name: string = "InvalidArgumentError";
  readonly code = "ERR_INVALID_ARGUMENT";
}
