import fc from "fast-check";
import type { OutputSpec } from "../graph/graph.ts";
import { type Trace, TraceBuilder } from "../trace/trace.ts";

/** A step of a random program; numbers are taken modulo what exists. */
export interface ProgramStep {
  readonly inputs: readonly number[];
  readonly outputs: readonly { readonly bytes: number; readonly view: number | undefined }[];
  readonly cost: number;
  readonly release: readonly number[];
}

/** Small sizes and costs, so that ties and zeros are frequent. */
export const programs: fc.Arbitrary<readonly ProgramStep[]> = fc.array(
  fc.record({
    inputs: fc.array(fc.nat(40), { maxLength: 3 }),
    outputs: fc.array(
      fc.record({
        bytes: fc.integer({ min: 0, max: 6 }),
        view: fc.option(fc.nat(3), { nil: undefined, freq: 4 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    cost: fc.integer({ min: 0, max: 4 }),
    release: fc.array(fc.nat(40), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 40 },
);

/** A random program as a trace, with two constants at its start. Recent tensors are read more often than old ones. */
export function traceOf(steps: readonly ProgramStep[]): Trace {
  const builder = new TraceBuilder();
  const held = [builder.constant(3), builder.constant(1)];
  for (const step of steps) {
    const inputs = step.inputs.flatMap((n) => held[held.length - 1 - (n % held.length)] ?? []);
    held.push(...builder.call("op", step.cost, inputs, outputsOf(step, inputs.length)));
    for (const n of step.release) {
      const [tensor] = held.length > 3 ? held.splice(2 + (n % (held.length - 2)), 1) : [];
      if (tensor !== undefined) builder.release(tensor);
    }
  }
  return builder.build("random");
}

export function outputsOf(step: ProgramStep, inputs: number): readonly OutputSpec[] {
  return step.outputs.map(({ bytes, view }) =>
    view === undefined || inputs === 0
      ? { kind: "storage", bytes }
      : { kind: "view", input: view % inputs },
  );
}
