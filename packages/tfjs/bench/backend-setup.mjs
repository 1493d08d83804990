import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
// Registers the gradients of all kernels.
import "@tensorflow/tfjs-layers";
import { registerWasmGradients } from "@spillway/tfjs";

/** Registers an inner backend of TensorFlow.js, `wasm` with the gradients that it lacks. */
export async function setUp(name) {
  if (name === "cpu") {
    await import("@tensorflow/tfjs-backend-cpu");
    return;
  }
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  const require = createRequire(import.meta.url);
  setWasmPaths(join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")), "/"));
  registerWasmGradients(tf);
}
