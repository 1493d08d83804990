import { CannotFitError, bytes } from "@spillway/core";
import { PluginUriError } from "@spillway/core/plugin";
import { describe, expect, test } from "vitest";
import { plainPaint } from "../terminal/paint.ts";
import { InputError, InterruptedError } from "./cli-errors.ts";
import { exitCodeOf } from "./exit-code.ts";
import { describeFailure, formatFailure } from "./failure-report.ts";

describe("describeFailure", () => {
  test("keeps the numbers of an error as fields", () => {
    const error = new CannotFitError("depth", "cuda:0", bytes(9e9), bytes(8e9), "budget of cuda:0");
    const report = describeFailure(error);
    expect(report).toMatchObject({
      code: "ERR_CANNOT_FIT",
      fields: {
        key: "depth",
        device: "cuda:0",
        bytes: 9e9,
        limit: 8e9,
        limitedBy: "budget of cuda:0",
      },
      hint: "spillway explain ERR_CANNOT_FIT",
    });
    expect(report.message).toContain("9.00 GB");
  });

  test("separates the problem from its excerpt", () => {
    const place = { source: "canny;", span: { start: 5, end: 6 } };
    expect(describeFailure(new PluginUriError("nothing follows", place))).toMatchObject({
      message: "nothing follows",
      details: ["  canny;", "       ^"],
    });
  });

  test("calls what is no error of Spillway an internal one", () => {
    const report = describeFailure(new TypeError("x is undefined"));
    expect(report).toMatchObject({
      code: "ERR_INTERNAL",
      message: "internal error: x is undefined",
    });
    expect(describeFailure("text").message).toBe("internal error: text");
  });
});

test("formatFailure indents every fact, and ends with what to try", () => {
  const error = new InputError("a.png", "is gone", {
    details: ["it was there"],
    hint: "look again",
  });
  expect(formatFailure(describeFailure(error), plainPaint)).toBe(
    "error: a.png: is gone\n  it was there\n  try: look again\n",
  );
});

test.each([
  [new InputError("a", "b"), 2],
  [new CannotFitError("a", "host", bytes(2), bytes(1), "b"), 1],
  [new TypeError("a"), 1],
  [new InterruptedError("SIGINT"), 130],
  [new InterruptedError("SIGTERM"), 143],
])("exitCodeOf(%s) is %i", (error, exitCode) => {
  expect(exitCodeOf(error)).toBe(exitCode);
});
