import { CannotFitError, bytes } from "@spillway/core";
import { expect, test } from "vitest";
import { InputError } from "../failure/cli-errors.ts";
import { exitCodeOf } from "../failure/exit-code.ts";
import { describeFailure } from "../failure/failure-report.ts";
import { ThreadError } from "./thread-error.ts";

test.each([
  new InputError("step.jsonl", "not there", { details: ["it was looked for"], hint: "spillway" }),
  new InputError("step.jsonl", "line 3 is wrong\n  {\n  ^"),
  new CannotFitError("depth", "host", bytes(9e9), bytes(8e9), "budget of host"),
  new TypeError("x is undefined"),
])("an error of a thread is reported as one of the main thread: %s", (error) => {
  const sent = new ThreadError(structuredClone(describeFailure(error)));
  expect(describeFailure(sent)).toEqual(describeFailure(error));
  expect(exitCodeOf(sent)).toBe(exitCodeOf(error));
});
