import { describe, expect, test } from "vitest";
import { prepareTrace } from "../simulator/simulate.ts";
import { TraceBuilder } from "./trace.ts";

const unit = { kind: "storage", bytes: 1 } as const;
const misuse = expect.objectContaining({ code: "ERR_INVALID_ARGUMENT" }) as Error;

describe("a TraceBuilder", () => {
  test.each([-1, 1, 0.5, Number.NaN])(
    "refuses the input %d where there is only tensor 0",
    (input) => {
      const builder = new TraceBuilder();
      builder.constant(1);
      const call = (): unknown => builder.call("f", 1, [input], [unit]);
      expect(call).toThrow(misuse);
      expect(call).toThrow(`input ${input} is no tensor yet; there are 1`);
    },
  );

  test("refuses a view of an input that a call does not have", () => {
    const builder = new TraceBuilder();
    const call = (): unknown =>
      builder.call("f", 1, [builder.constant(1)], [{ kind: "view", input: 1 }]);
    expect(call).toThrow(misuse);
    expect(call).toThrow("a view of input 1, but there are 1 inputs");
  });

  test("gives a trace that does not run where more is released than is held", () => {
    const builder = new TraceBuilder();
    const [tensor = 0] = builder.call("f", 1, [], [unit]);
    builder.release(tensor);
    builder.release(tensor);
    const prepare = (): unknown => prepareTrace(builder.build("f"));
    expect(prepare).toThrow(misuse);
    expect(prepare).toThrow("tensor 0 has no handle left");
  });
});
