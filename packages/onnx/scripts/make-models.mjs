/*
 * Makes the models of this package that are mathematics, which is in models.mjs. The bytes are the same on every machine:
 * all weights are quotients that a 32-bit float holds exactly, or are rounded to one once. The other model,
 * resample-x2.onnx, is trained by examples/train-super-resolution.
 *
 *     node packages/onnx/scripts/make-models.mjs [FOLDER]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { edges, resampler } from "./models.mjs";
import { serialize } from "./onnx-graph.mjs";

function main(folder) {
  mkdirSync(folder, { recursive: true });
  for (const made of [resampler(4), edges()]) {
    const path = join(folder, `${made.graph.name}.onnx`);
    const bytes = serialize(made);
    writeFileSync(path, bytes);
    console.log(`${path}: ${bytes.length} bytes`);
  }
}

main(process.argv[2] ?? fileURLToPath(new URL("../models", import.meta.url)));
