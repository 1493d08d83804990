import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { bench, describe } from "vitest";
import { registerWasmGradients } from "../src/index.ts";
import { MODEL_KINDS } from "../test/models.ts";
import { train } from "../test/train.ts";

for (const kind of MODEL_KINDS) {
  describe(`3 training steps of ${kind.name}`, () => {
    for (const name of ["cpu", "wasm"]) {
      const setup = async () => {
        await tf.setBackend(name);
        if (name === "wasm") registerWasmGradients(tf);
      };
      bench(name, () => void train(kind, 3), { time: 1000, setup });
    }
  });
}
