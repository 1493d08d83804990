import { ExpressionError } from "./expression-error.ts";

/** An expression of a list that is not accepted, and its place in the list, counted from 0. */
export interface ListedError {
  readonly index: number;
  readonly error: ExpressionError;
}

/** A list with expressions that are not accepted: all of them, the first one's place as its own. */
export class ConstraintListError extends ExpressionError {
  override readonly name: string = "ConstraintListError";
  /** In the order of the list, at least one. */
  readonly errors: readonly ListedError[];
  /** The place of the first bad expression in the list, counted from 0. */
  readonly index: number;

  constructor(first: ListedError, others: readonly ListedError[], length: number) {
    const { problem, source, span } = first.error;
    super(problem, source, span, { cause: first.error });
    this.errors = [first, ...others];
    this.index = first.index;
    if (length > 1) this.message = this.errors.map((each) => numbered(each, length)).join("\n");
  }
}

function numbered({ index, error }: ListedError, length: number): string {
  return `expression ${index + 1} of ${length}: ${error.message}`;
}
