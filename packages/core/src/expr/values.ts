import type { Span } from "../text-span.ts";

/** A figure that its device cannot report, and why. */
export interface Unavailable {
  readonly kind: "unknown";
  readonly reason: string;
}

/** The value of a variable: a number, Infinity for unlimited, or unavailable. */
export type Value = number | bigint | Unavailable;

/** Values by canonical name. One that is missing is unknown. */
export type Values = Readonly<Record<string, Value | undefined>>;

/** No answer: a figure is unavailable, or an operation on the figures has no value. */
export interface Unknown {
  readonly kind: "unknown";
  readonly reason: string;
  /** The part of the constraint to blame. */
  readonly span: Span;
}

/** What a constraint says of some values. */
export type Outcome = { readonly kind: "met" } | { readonly kind: "not-met" } | Unknown;

/** The kinds of an outcome. */
export type Verdict = Outcome["kind"];
