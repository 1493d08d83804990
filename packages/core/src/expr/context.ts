import type { Span } from "../text-span.ts";
import { ExpressionError } from "./expression-error.ts";
import type { Variable } from "./scope.ts";

/** What compiling a constraint needs to know, and the variables that it finds. */
export interface Context {
  readonly source: string;
  readonly names: ReadonlyMap<string, Variable>;
  /** Names that exist elsewhere, and what to say about them: `is only visible to cache lists`. */
  readonly hiddenNames: ReadonlyMap<string, string>;
  /** Canonical names, in order of first appearance. */
  readonly found: Set<string>;
}

/** Refuses the constraint. @throws ExpressionError */
export function refuse(problem: string, span: Span, { source }: Context): never {
  throw new ExpressionError(problem, source, span);
}
