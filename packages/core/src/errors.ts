/** The base of every error that a caller can act on. Match on `code`, which is stable, never on the message. */
export abstract class SpillwayError extends Error {
  override readonly name: string = "SpillwayError";
  /** A stable identifier, `ERR_…`, listed in docs/errors.md. */
  abstract readonly code: string;
}
