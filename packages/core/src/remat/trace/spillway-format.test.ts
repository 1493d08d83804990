import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { residualNetwork } from "../generate/networks.ts";
import { prepareTrace, simulate } from "../simulator/simulate.ts";
import { programs, traceOf } from "../testing/programs.ts";
import { readSpillwayTrace, writeTrace } from "./spillway-format.ts";
import { readTrace } from "./read-trace.ts";

const HEADER = '{"format":"spillway-trace","version":1,"name":"t"}';

describe("the Spillway trace format", () => {
  test("reads back what was written", () => {
    fc.assert(
      fc.property(programs, (steps) => {
        const text = writeTrace(traceOf(steps));
        expect(writeTrace(readSpillwayTrace(text, "t"))).toBe(text);
      }),
    );
  });

  test("keeps shapes and types, and simulates as before", () => {
    const trace = residualNetwork(1, 2);
    const again = readTrace(writeTrace(trace), "t");
    expect(again.types).toEqual(trace.types);
    expect(again.types.get(0)).toEqual({ shape: [2, 3, 32, 32], dtype: "float32" });
    const run = { policy: "dtr", budget: { kind: "ratio", ratio: 0.6 } } as const;
    const clock = { now: () => 0, schedule: () => () => undefined };
    expect(simulate(prepareTrace(again), run, clock)).toEqual(
      simulate(prepareTrace(trace), run, clock),
    );
  });

  test.each([
    ["not a Spillway trace", '{"format":"other","version":1}', "", 1, 11],
    ["version 2 is not known", HEADER.replace("1,", "2,"), "", 1, 38],
    ["unknown step", HEADER, '{"do":"jump"}', 2, 7],
    ["used before it is defined", HEADER, '{"do":"release","tensor":0}', 2, 26],
    ["a cycle", HEADER, '{"do":"call","name":"f","ns":1,"in":[0],"out":[{"bytes":1}]}', 2, 37],
    ["bytes is -1", HEADER, '{"do":"constant","name":"w","out":[{"bytes":-1}]}', 2, 1],
    [
      "a view of input 0",
      HEADER,
      '{"do":"call","name":"f","ns":1,"in":[],"out":[{"view":0}]}',
      2,
      46,
    ],
  ])("says where: %s", (problem, header, line, atLine, atColumn) => {
    let error: unknown;
    try {
      readSpillwayTrace(`${header}\n${line}`, "t");
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ line: atLine, column: atColumn });
    expect(String(error)).toContain(problem);
  });
});
