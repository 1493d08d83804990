import { expect, test } from "vitest";
import { nearby } from "./nearby.ts";

test("nearby shows a short prompt whole, with carets", () => {
  expect(nearby("a (cat", { start: 2, end: 3 })).toBe("  a (cat\n    ^");
});

test("nearby cuts a long line on both sides and keeps the carets in place", () => {
  const source = `${"x".repeat(500)}(${"y".repeat(500)}`;
  const [line = "", carets = ""] = nearby(source, { start: 500, end: 501 }).split("\n");
  expect(line).toBe(`  …${"x".repeat(50)}(${"y".repeat(49)}…`);
  expect(line[carets.indexOf("^")]).toBe("(");
});
