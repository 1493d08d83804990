import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { type DtrBackend, registerDtrBackend, registerWasmGradients } from "../src/index.ts";
import { MODEL_KINDS, type ModelKind } from "./models.ts";
import { type Trained, train } from "./train.ts";

const STEPS = 5;
/** By inner backend; enough on one for what accumulates to show. */
const EXACT_STEPS: Readonly<Record<string, number>> = { cpu: 50, wasm: 50 };

const tight: Record<string, DtrBackend> = {};

beforeAll(async () => {
  await tf.setBackend("wasm");
  registerWasmGradients(tf);
  for (const inner of ["cpu", "wasm"]) {
    tight[inner] = await registerDtrBackend(inner, {
      name: `tight-${inner}`,
      evictionThreshold: "16KB",
      evicteeMinimumSize: 0,
    });
  }
});

async function trainOn(backendName: string, kind: ModelKind, steps: number): Promise<Trained> {
  await tf.setBackend(backendName);
  return train(kind, steps);
}

describe.each(MODEL_KINDS)("training $name", (kind) => {
  test("gives the same losses on wasm as on cpu", async () => {
    const expected = await trainOn("cpu", kind, STEPS);
    const actual = await trainOn("wasm", kind, STEPS);
    for (const [step, loss] of expected.losses.entries()) {
      expect(Math.abs(actual.losses[step]! - loss) / loss).toBeLessThan(1e-4);
    }
    expect(expected.losses.at(-1)).toBeLessThan(expected.losses[0]!);
  });

  test.each(Object.entries(EXACT_STEPS))(
    "is bit for bit the same under a threshold on %s after %i steps",
    async (inner, steps) => {
      const expected = await trainOn(inner, kind, steps);
      const before = tight[inner]!.stats().rematerializations;
      const actual = await trainOn(`tight-${inner}`, kind, steps);
      expect(tight[inner]!.stats().rematerializations).toBeGreaterThan(before + steps);
      expect(actual.losses).toEqual(expected.losses);
      expect(actual.weights).toEqual(expected.weights);
    },
  );
});
