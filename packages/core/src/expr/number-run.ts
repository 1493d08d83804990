import type { Span } from "../text-span.ts";
import type { Operation } from "./arithmetic.ts";
import { exceedsFloats, normalize, type Failure, type Numeric } from "./numeric.ts";
import type { Unknown, Value, Values } from "./values.ts";

/** A compiled number: objects are unknowns. Nothing is allocated when it runs, unless an integer passes 2^53 or the result is unknown. */
export type NumberRun = (values: Values) => Numeric | Unknown;

/** Reads a variable, in the representation of its type. */
export function variable(name: string, type: "int" | "float", span: Span): NumberRun {
  if (type === "int") {
    return (values) => {
      const value = values[name];
      return typeof value === "number" && Number.isSafeInteger(value)
        ? value
        : unusual(name, value, type, span);
    };
  }
  return (values) => {
    const value = values[name];
    return typeof value === "number" && Number.isFinite(value)
      ? value
      : unusual(name, value, type, span);
  };
}

/** A value that is no safe integer, or no finite float: large, unlimited, unavailable or a mistake. */
function unusual(
  name: string,
  value: Value | undefined,
  type: "int" | "float",
  span: Span,
): Numeric | Unknown {
  if (value === Infinity) return value;
  if (typeof value === "bigint") {
    if (type === "int") return normalize(value);
    return settle(exceedsFloats(value) ? "number too large for a float" : Number(value), span);
  }
  if (typeof value === "number") {
    if (Number.isInteger(value)) return BigInt(value);
    const wanted = type === "int" ? "a whole number" : "a number";
    return unknown(`${name} is not ${wanted}: ${value}`, span);
  }
  const reason = typeof value === "object" ? `is unknown: ${value.reason}` : "is not given";
  return unknown(`${name} ${reason}`, span);
}

/** What an operation makes of a number. */
export function unary(
  apply: (value: Numeric) => Numeric | Failure,
  operand: NumberRun,
  span: Span,
): NumberRun {
  return (values) => {
    const value = operand(values);
    return typeof value === "object" ? value : settle(apply(value), span);
  };
}

/** What an operation makes of two numbers. */
export function binary(apply: Operation, left: NumberRun, right: NumberRun, span: Span): NumberRun {
  return (values) => {
    const a = left(values);
    if (typeof a === "object") return a;
    const b = right(values);
    return typeof b === "object" ? b : settle(apply(a, b), span);
  };
}

/** One of some numbers: what `better` picks of the first two, then of that and the third, and so on. */
export function pick(
  better: (a: Numeric, b: Numeric) => Numeric,
  first: NumberRun,
  others: readonly NumberRun[],
): NumberRun {
  return (values) => {
    let best = first(values);
    if (typeof best === "object") return best;
    for (const other of others) {
      const value = other(values);
      if (typeof value === "object") return value;
      best = better(best, value);
    }
    return best;
  };
}

function settle(result: Numeric | Failure, span: Span): Numeric | Unknown {
  return typeof result === "string" ? unknown(result, span) : result;
}

function unknown(reason: string, span: Span): Unknown {
  return { kind: "unknown", reason, span };
}
