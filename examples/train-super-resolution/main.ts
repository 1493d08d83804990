// Trains a network that doubles the size of pictures, on generated ones and under a threshold, writes it as an ONNX
// model with the interface of the shipped `resample-x2`, and measures it against interpolation on pictures that it has
// not seen. As it stands this takes seconds and only shows the way; README.md says how the shipped model was made.
import { formatBytes } from "@spillway/core";
import { inProcessHolder } from "@spillway/onnx";
import { registerDtrBackend, registerWasmGradients } from "@spillway/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // registers the gradients
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { resampler, superResolver } from "../../packages/onnx/scripts/models.mjs";
import { serialize } from "../../packages/onnx/scripts/onnx-graph.mjs";
import { exportLayers, REACH } from "./network.ts";
import { type Pair, makePair, readPicture, SCALE, SHRINKINGS } from "./pairs.ts";
import { drawPicture } from "./pictures.ts";
import { heldOutPictures, printQuality } from "./quality.ts";
import { train } from "./training.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: "string", default: "60" },
    pictures: { type: "string", default: "8" },
    batch: { type: "string", default: "4" },
    "held-out": { type: "string", default: "2" },
    threshold: { type: "string", default: "4MB" },
    out: { type: "string" },
  },
});
const [folder = tmpdir()] = positionals;
const steps = wholeNumber("steps");
const pictures = wholeNumber("pictures");
const count = wholeNumber("batch");
const heldOut = wholeNumber("held-out");
const out = values.out ?? join(folder, "trained-x2.onnx");

function wholeNumber(name: "steps" | "pictures" | "batch" | "held-out"): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} is ${values[name]}; it must be a whole number above 0`);
}

registerWasmGradients(tf);
using dtr = await registerDtrBackend("wasm", {
  evictionThreshold: values.threshold,
  evicteeMinimumSize: 0,
});
await tf.setBackend(dtr.name);

const holder = inProcessHolder();
const interpolationPath = join(folder, "interpolation-x2.onnx");
await writeFile(interpolationPath, serialize(resampler(SCALE)));
await using interpolation = await holder.open(interpolationPath);

const pairs: Pair[] = [];
for (let seed = 0; seed < pictures; seed++) {
  const large = await readPicture(await drawPicture(seed, 128));
  const shrinking = SHRINKINGS[seed % SHRINKINGS.length] ?? "area";
  pairs.push(await makePair(interpolation, large, { shrinking, reach: REACH }));
}

let closer = false;
for (const { step, network, trained, interpolated } of train(pairs, { steps, count })) {
  await writeFile(out, serialize(superResolver(SCALE, exportLayers(network))));
  closer = trained < interpolated;
  const [off, before] = [trained.toFixed(2), interpolated.toFixed(2)];
  console.log(`step ${step}: off by ${off} of 255 levels, interpolation by ${before}`);
}
const { peakBytes, thresholdBytes, evictions, rematerializations } = dtr.stats();
console.log(`${closer ? "closer" : "not closer"} than interpolation`);
console.log(
  `at most ${formatBytes(peakBytes)} under a threshold of ${formatBytes(thresholdBytes)}, ${evictions} evicted, ${rematerializations} run again`,
);

await using trained = await holder.open(out);
await printQuality(await heldOutPictures(heldOut), { interpolation, trained });
