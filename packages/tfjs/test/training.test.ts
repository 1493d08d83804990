import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { registerWasmGradients, registerWrappedBackend } from "../src/index.ts";
import { MODEL_KINDS, type ModelKind } from "./models.ts";
import { type Trained, train } from "./train.ts";

const STEPS = 5;

beforeAll(async () => {
  await tf.setBackend("wasm");
  registerWasmGradients(tf);
  registerWrappedBackend(tf, "wasm");
  registerWrappedBackend(tf, "cpu");
});

async function trainOn(backendName: string, kind: ModelKind): Promise<Trained> {
  await tf.setBackend(backendName);
  return train(kind, STEPS);
}

describe.each(MODEL_KINDS)("training $name", (kind) => {
  test("gives the same losses on wasm as on cpu", async () => {
    const expected = await trainOn("cpu", kind);
    const actual = await trainOn("wasm", kind);
    for (const [step, loss] of expected.losses.entries()) {
      expect(Math.abs(actual.losses[step]! - loss) / loss).toBeLessThan(1e-4);
    }
    expect(expected.losses.at(-1)).toBeLessThan(expected.losses[0]!);
  });

  test.each(["cpu", "wasm"])("is bit for bit the same on the wrapped %s backend", async (inner) => {
    const expected = await trainOn(inner, kind);
    const actual = await trainOn(`dtr-${inner}`, kind);
    expect(actual.losses).toEqual(expected.losses);
    expect(actual.weights).toEqual(expected.weights);
  });
});
