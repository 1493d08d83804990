import type { ArithmeticOperator } from "./ast.ts";
import { floatFloorDivide, floatModulo, roundFloat } from "./float.ts";
import { floorDivide, modulo, raise, roundInteger, trueDivide } from "./integer.ts";
import {
  exceedsBits,
  exceedsFloats,
  normalize,
  type Failure,
  type Numeric,
  type NumericType,
} from "./numeric.ts";
import { power } from "./power.ts";

/** What takes two numbers and depends on their types. `round` takes a number and its digits, which are an int. */
export type Operator = ArithmeticOperator | "round";

/** An operation on two numbers in the representation of one type. */
export type Operation = (a: Numeric, b: Numeric) => Numeric | Failure;

const OPERATIONS: Readonly<Record<Operator, Readonly<Record<NumericType, Operation>>>> = {
  "+": operations(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  "-": operations(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  "*": operations(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  "/": operations((a, b) => a / b, trueDivide, Number.isFinite),
  "//": operations(floatFloorDivide, floorDivide),
  "%": operations(floatModulo, modulo),
  "**": operations(power, raise),
  round: operations(roundFloat, roundInteger),
};

/** The operators whose right side must not be zero. */
export const DIVISIONS: ReadonlySet<Operator> = new Set(["/", "//", "%"]);

/** The operation on two operands in the representation of `type`. */
export function operation(operator: Operator, type: NumericType): Operation {
  const apply = OPERATIONS[operator][type];
  if (!DIVISIONS.has(operator)) return apply;
  return (a, b) => (Number(b) === 0 ? "division by zero" : apply(a, b));
}

/**
 * An operation on every type, from what it does with floats and with integers of any size. `exact` is undefined where
 * only floats have a value. When `holds` is true of what `float` makes of safe integers, that is their exact result too.
 */
function operations(
  float: (a: number, b: number) => number | Failure,
  exact: (a: bigint, b: bigint) => Numeric | Failure | undefined,
  holds: (result: unknown) => boolean = Number.isSafeInteger,
): Readonly<Record<NumericType, Operation>> {
  const floats: Operation = (a, b) => {
    if (exceedsFloats(a) || exceedsFloats(b)) return "number too large for a float";
    const result = float(Number(a), Number(b));
    return Number.isNaN(result) ? "not a number, such as infinity minus infinity" : result;
  };
  const bigints = (a: bigint, b: bigint): Numeric | Failure => {
    const result = exact(a, b) ?? floats(a, b);
    if (typeof result !== "bigint") return result;
    return exceedsBits(result) ? "integer of more than 4096 bits" : result;
  };
  return {
    float: floats,
    int: (a, b) => {
      if (typeof a === "number" && typeof b === "number") {
        const result = float(a, b);
        if (holds(result)) return result;
      }
      if (isUnlimited(a) || isUnlimited(b)) return floats(a, b);
      const result = bigints(BigInt(a), BigInt(b));
      return typeof result === "bigint" ? normalize(result) : result;
    },
    number: (a, b) =>
      typeof a === "bigint" && typeof b === "bigint" ? bigints(a, b) : floats(a, b),
  };
}

function isUnlimited(value: Numeric): boolean {
  return value === Infinity || value === -Infinity;
}
