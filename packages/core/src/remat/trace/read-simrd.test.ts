import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { int, real } from "../graph/columns.ts";
import { readSimrd } from "./read-simrd.ts";
import { readTraceBytes } from "./read-trace.ts";
import { STEP, type Trace } from "./trace.ts";
import { TraceError } from "./trace-error.ts";

const START = '{"INSTRUCTION":"ANNOTATE","ANNOTATION":"START"}';
const CONSTANT = [
  '{"INSTRUCTION":"CONSTANT","NAME":"w"}',
  '{"INSTRUCTION":"MEMORY","NAME":"w","MEMORY":"8"}',
];
const CALL = [
  '{"INSTRUCTION":"CALL","NAME":"mul","ARGS":["w"],"RESULT":["a"],"TIME":"7"}',
  '{"INSTRUCTION":"MEMORY","NAME":"a","MEMORY":"16"}',
  '{"INSTRUCTION":"ALIAS","NAME":"a","ALIAS":"-1"}',
];

const log = (...lines: readonly string[]): string => [START, ...lines].join("\n");

function stepsOf(trace: Trace): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (let at = 0; at < trace.steps.length; at += 2) {
    pairs.push([int(trace.steps, at), int(trace.steps, at + 1)]);
  }
  return pairs;
}

describe("readSimrd", () => {
  test("reads constants, calls, handles and what came before the start", () => {
    const copies = [
      '{"INSTRUCTION":"COPY","DST":"b","SRC":"a"}',
      '{"INSTRUCTION":"RELEASE","NAME":"a"}',
      '{"INSTRUCTION":"RELEASE","NAME":"from-before"}',
      '{"INSTRUCTION":"COPY_FROM","DST":"b","SRC":"w"}',
    ];
    const text = `{"INSTRUCTION":"RELEASE","NAME":"x"}\n${log(...CONSTANT, ...CALL, ...copies)}\n`;
    const trace = readSimrd(text, "t.log");
    expect(stepsOf(trace)).toEqual([
      [STEP.constant, 0],
      [STEP.call, 1],
      [STEP.retain, 1],
      [STEP.release, 1],
      [STEP.release, 1],
      [STEP.retain, 0],
    ]);
    expect(trace.operatorNames).toEqual(["constant", "mul"]);
    expect(real(trace.graph.cost, 1)).toBe(7);
  });

  test("makes a mutation a pure operator whose output is as large as the storage it replaces", () => {
    const view = [
      '{"INSTRUCTION":"CALL","NAME":"view","ARGS":["a"],"RESULT":["v"],"TIME":"1"}',
      '{"INSTRUCTION":"MEMORY","NAME":"v","MEMORY":"16"}',
      '{"INSTRUCTION":"ALIAS","NAME":"v","ALIAS":"0"}',
    ];
    const mutate = '{"INSTRUCTION":"MUTATE","NAME":"relu_","ARGS":["v"],"MUTATE":[0],"TIME":"3"}';
    const { graph, steps } = readSimrd(log(...CONSTANT, ...CALL, ...view, mutate), "t.log");
    expect([graph.storageCount, graph.tensorCount]).toEqual([3, 4]);
    expect(graph.isView(2)).toBe(true);
    expect(graph.isView(3)).toBe(false);
    expect(real(graph.bytes, 2)).toBe(16);
    expect(Array.from(steps.slice(-4))).toEqual([STEP.call, 3, STEP.release, 2]);
  });

  const aliased = (alias: string): readonly string[] => [
    ...CALL.slice(0, 2),
    `{"INSTRUCTION":"ALIAS","NAME":"a","ALIAS":"${alias}"}`,
  ];
  test.each<readonly [problem: string, lines: readonly string[], line: number, column: number]>([
    ["not JSON", ['{"INSTRUCTION":"RELEASE",,"NAME":"a"}'], 2, 26],
    ["not JSON", ['{"INSTRUCTION":"RELEASE","NAME":"a'], 2, 33],
    ["a JSON object", ["[1]"], 2, 1],
    ["INSTRUCTION is missing", ["{}"], 2, 1],
    ["did you mean `RELEASE`?", ['{"INSTRUCTION":"RELEASES","NAME":"a"}'], 2, 16],
    ["TIME is missing", ['{"INSTRUCTION":"CALL","NAME":"f","ARGS":[],"RESULT":["a"]}'], 2, 1],
    ["w is used before it is defined", CALL, 2, 43],
    ["MEMORY is -8", [CONSTANT[0]!, '{"INSTRUCTION":"MEMORY","NAME":"w","MEMORY":"-8"}'], 3, 45],
    ["whole number", [CONSTANT[0]!, '{"INSTRUCTION":"MEMORY","NAME":"w","MEMORY":"1e3"}'], 3, 45],
    ["no MEMORY of w follows", [CONSTANT[0]!], 2, 34],
    ["no ALIAS of a follows", [...CONSTANT, ...CALL.slice(0, 2)], 4, 58],
    ["the call has 1 arguments", [...CONSTANT, ...aliased("1")], 6, 43],
    ["no result of the call", ['{"INSTRUCTION":"MEMORY","NAME":"q","MEMORY":"8"}'], 2, 32],
    [
      "a cycle",
      ['{"INSTRUCTION":"CALL","NAME":"f","ARGS":["a"],"RESULT":["a"],"TIME":"1"}'],
      2,
      56,
    ],
    [
      "list of strings",
      ['{"INSTRUCTION":"CALL","NAME":"f","ARGS":[1],"RESULT":[],"TIME":"1"}'],
      2,
      41,
    ],
  ])("says where: %s", (problem, lines, line, column) => {
    const error = catchError(() => readSimrd(log(...lines), "t.log"));
    expect(error.message).toContain(problem);
    expect([error.line, error.column]).toEqual([line, column]);
    expect(error.message).toMatch(/^t\.log:\d+:\d+: /);
  });
});

describe("readTraceBytes", () => {
  const text = log(...CONSTANT, ...CALL);

  test("reads plain and gzipped bytes alike", async () => {
    const plain = await readTraceBytes(new TextEncoder().encode(text), "t");
    const zipped = await readTraceBytes(gzipSync(text), "t");
    expect(zipped.steps).toEqual(plain.steps);
    expect(zipped.operatorNames).toEqual(["constant", "mul"]);
  });

  test("says where a gzip that was cut short ends", async () => {
    const long = log(
      ...CONSTANT,
      ...Array.from({ length: 2000 }, (_, i) => `{"INSTRUCTION":"RELEASE","NAME":"n${i}"}`),
    );
    const cut = gzipSync(long).subarray(0, 2000);
    const error = await readTraceBytes(cut, "t.gz").then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(TraceError);
    expect((error as TraceError).message).toContain("damaged or cut short");
    expect((error as TraceError).line).toBeGreaterThanOrEqual(1);
    expect((error as TraceError).column).toBeGreaterThanOrEqual(1);
  });
});

function catchError(run: () => unknown): TraceError {
  try {
    run();
  } catch (error) {
    if (error instanceof TraceError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
