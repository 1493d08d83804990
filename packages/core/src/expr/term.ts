import type { Span } from "../text-span.ts";
import type { ArithmeticOperator, ComparisonOperator } from "./ast.ts";
import type { NumericType } from "./arithmetic.ts";

/** A number known when configured. An int is in the representation of type `int`. */
export interface Constant {
  readonly kind: "constant";
  readonly type: "int" | "float";
  readonly value: number | bigint;
  readonly span: Span;
}

/** A variable, by its canonical name. */
export interface VariableTerm {
  readonly kind: "variable";
  readonly type: "int" | "float";
  readonly name: string;
  readonly span: Span;
}

/** `-x`, `abs(x)` */
export interface UnaryTerm {
  readonly kind: "negate" | "absolute";
  readonly type: NumericType;
  readonly operand: NumberTerm;
  readonly span: Span;
}

export interface ArithmeticTerm {
  readonly kind: "arithmetic";
  readonly type: NumericType;
  readonly operator: ArithmeticOperator;
  readonly left: NumberTerm;
  readonly right: NumberTerm;
  readonly span: Span;
}

export interface ExtremeTerm {
  readonly kind: "min" | "max";
  readonly type: NumericType;
  readonly operands: readonly NumberTerm[];
  readonly span: Span;
}

/** `round(x)`, `round(x, digits)` */
export interface RoundTerm {
  readonly kind: "round";
  readonly type: NumericType;
  readonly operand: NumberTerm;
  readonly digits: NumberTerm | undefined;
  readonly span: Span;
}

/** A checked expression whose value is a number. Unit functions have become products. */
export type NumberTerm =
  Constant | VariableTerm | UnaryTerm | ArithmeticTerm | ExtremeTerm | RoundTerm;

/** A checked expression whose value is true or false. */
export type TruthTerm =
  | { readonly kind: "truth"; readonly value: boolean }
  | {
      readonly kind: "comparison";
      readonly operators: readonly ComparisonOperator[];
      readonly operands: readonly NumberTerm[];
    }
  | {
      readonly kind: "equality";
      readonly operators: readonly ("==" | "!=")[];
      readonly operands: readonly TruthTerm[];
    }
  | { readonly kind: "not"; readonly operand: TruthTerm }
  | { readonly kind: "and" | "or"; readonly operands: readonly TruthTerm[] };
