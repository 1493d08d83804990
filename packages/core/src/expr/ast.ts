import type { Span } from "../text-span.ts";
import type { Numeric } from "./numeric.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";
export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "==" | "!=";

/** `1_000`, `0xFF` or `.5`, `1e3`. An int is a number when it is a safe integer, otherwise a bigint. */
export interface NumberLiteral {
  readonly kind: "int" | "float";
  readonly value: Numeric;
  readonly span: Span;
}

/** `True`, `False` */
export interface TruthLiteral {
  readonly kind: "truth";
  readonly value: boolean;
  readonly span: Span;
}

/** `available` */
export interface Name {
  readonly kind: "name";
  readonly name: string;
  readonly span: Span;
}

/** `-x`, `+x` */
export interface Sign {
  readonly kind: "sign";
  readonly operator: "+" | "-";
  readonly operand: Expression;
  readonly span: Span;
}

/** `left * right` */
export interface Arithmetic {
  readonly kind: "arithmetic";
  readonly operator: ArithmeticOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

/** `a < b <= c` */
export interface Comparison {
  readonly kind: "comparison";
  readonly first: Expression;
  /** At least one. */
  readonly links: readonly Link<ComparisonOperator>[];
  readonly span: Span;
}

/** `<= c`: an operator and what stands right of it. */
export interface Link<Operator> {
  readonly operator: Operator;
  readonly operand: Expression;
}

/** `not x` */
export interface Not {
  readonly kind: "not";
  readonly operand: Expression;
  readonly span: Span;
}

/** `a and b and c`: two operands or more. */
export interface Junction {
  readonly kind: "and" | "or";
  readonly operands: readonly Expression[];
  readonly span: Span;
}

/** `max(a, b)` */
export interface Call {
  readonly kind: "call";
  readonly callee: Name;
  readonly args: readonly Expression[];
  readonly span: Span;
}

/** What was written, before names and types are known. Every node is frozen; a span includes the parentheses around it. */
export type Expression =
  NumberLiteral | TruthLiteral | Name | Sign | Arithmetic | Comparison | Not | Junction | Call;
