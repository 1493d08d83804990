import { bench, describe } from "vitest";
import { compileConstraintList } from "../src/expr/constraint-list.ts";
import { compileConstraint } from "../src/expr/constraint.ts";
import { memoryRequired, readingVariables } from "../src/expr/scope.ts";

const scope = [...readingVariables, memoryRequired];
const values = {
  used: 2_000_000_000,
  available: 1_000_000_000,
  total: 4_000_000_000,
  used_percent: 66.7,
  used_total_percent: 50,
  memory_required: 600_000_000,
};

const fallback = "memory_required > (available * 0.70)";
// Every operand is evaluated, so that no figure is spared by a short cut.
const five =
  "memory_required < (available * 0.70) and used + kb(5) < total // 2 + gb(1) and used_percent < 90";
const mixed = "memory_required > min(available * 0.7, gb(8), total - used)";

describe("evaluate", () => {
  for (const source of [fallback, five, mixed]) {
    const constraint = compileConstraint(source, { scope });
    bench(`${constraint.variables.length} variables: ${source}`, () => {
      constraint.evaluate(values);
    });
  }
  const root = compileConstraint("used_percent ** 0.3 > 5", { scope });
  bench("a fractional power", () => {
    root.evaluate(values);
  });
  const list = compileConstraintList(["used_percent > 90", fallback], { scope });
  bench("a list of two, its verdict alone", () => {
    list.fires(values);
  });
  bench("a list of two, with the values of each", () => {
    list.evaluate(values);
  });
});

describe("compile", () => {
  bench("five variables", () => {
    compileConstraint(five, { scope });
  });
});
