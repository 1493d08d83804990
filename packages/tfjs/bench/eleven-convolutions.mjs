// node packages/tfjs/bench/eleven-convolutions.mjs [BACKEND] [--steps=N] [--shares=1,0.31,0.2] [--policy=NAME]
// A network of 11 3x3 convolutions with 32 channels, batch 16, 32 x 32 x 3 input, SGD: time and peak for shares of its
// unconstrained peak. The peak is counted where the inner backend allocates and frees, not taken from Spillway's books.
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { registerDtrBackend } from "@spillway/tfjs";
import { setUp } from "./backend-setup.mjs";

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: "string", default: "12" },
    shares: { type: "string", default: "0.31,0.2" },
    policy: { type: "string", default: "dtr-eq" },
    minimum: { type: "string", default: "64KB" },
  },
});
const [inner = "wasm"] = positionals;
const steps = Number(options.steps);
const LAYERS = 11;

await setUp(inner);
await tf.setBackend(inner);
const allocations = countAllocations(Object.getPrototypeOf(tf.backend()));

/** Counts the bytes that each instance of a backend holds, and the most that it held. */
function countAllocations(prototype) {
  const counts = new WeakMap();
  const countOf = (backend) => {
    if (!counts.has(backend)) counts.set(backend, { bytes: 0, peak: 0, sizes: new WeakMap() });
    return counts.get(backend);
  };
  const { write, disposeData } = prototype;
  prototype.write = function (values, shape, dtype) {
    const dataId = write.call(this, values, shape, dtype);
    const count = countOf(this);
    const size = shape.reduce((product, dim) => product * dim, tf.util.bytesPerElement(dtype));
    count.sizes.set(dataId, size);
    count.bytes += size;
    count.peak = Math.max(count.peak, count.bytes);
    return dataId;
  };
  prototype.disposeData = function (dataId, force) {
    const gone = disposeData.call(this, dataId, force);
    const count = countOf(this);
    if (gone) count.bytes -= count.sizes.get(dataId) ?? 0;
    if (gone) count.sizes.delete(dataId);
    return gone;
  };
  return {
    peakOf: (backend) => countOf(backend).peak,
    reset: (backend) => (countOf(backend).peak = countOf(backend).bytes),
  };
}

function makeNetwork() {
  const weights = Array.from({ length: LAYERS }, (_, layer) => {
    const channels = layer === 0 ? 3 : 32;
    return tf.variable(
      tf.randomNormal([3, 3, channels, 32], 0, Math.sqrt(2 / (9 * channels)), "float32", layer + 1),
    );
  });
  const head = tf.variable(tf.randomNormal([32, 10], 0, 0.1, "float32", 99));
  const images = tf.randomNormal([16, 32, 32, 3], 0, 1, "float32", 100);
  const labels = tf.oneHot(
    Array.from({ length: 16 }, (_, index) => index % 10),
    10,
  );
  const optimizer = tf.train.sgd(0.01);
  const loss = () => {
    let x = images;
    for (const weight of weights) x = tf.relu(tf.conv2d(x, weight, 1, "same"));
    return tf.losses.softmaxCrossEntropy(labels, tf.matMul(tf.mean(x, [1, 2]), head));
  };
  return () => tf.tidy(() => optimizer.minimize(loss, true).dataSync()[0]);
}

function timed(step) {
  const start = performance.now();
  const loss = step();
  return { ms: performance.now() - start, loss };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

const MB = 2 ** 20;
const config = { policy: options.policy, evicteeMinimumSize: options.minimum };

/** A backend is wrapped once; each run wraps the inner one under a name of its own. */
function registerAgain(name) {
  tf.registerBackend(name, tf.findBackendFactory(inner), 0);
  tf.copyRegisteredKernels(inner, name);
  return name;
}

/** Networks with and without a threshold take turns, step by step, so that a busy machine slows both. */
async function makeRun(name, evictionThreshold) {
  const innerName = registerAgain(`${name}-inner`);
  const dtr = await registerDtrBackend(innerName, { ...config, name, evictionThreshold });
  await tf.setBackend(name);
  const step = makeNetwork();
  step();
  const instance = tf.backend().inner;
  allocations.reset(instance);
  step();
  return { name, dtr, instance, step, times: [], losses: [] };
}

await tf.setBackend(inner);
const plainStep = makeNetwork();
plainStep();
plainStep();
const plain = { name: inner, step: plainStep, times: [], losses: [] };
const free = await makeRun(`free-${inner}`, Infinity);
const peak = allocations.peakOf(free.instance);
const runs = [plain, free];
for (const share of options.shares.split(",").map(Number)) {
  runs.push(await makeRun(`share-${share}`, Math.floor(peak * share)));
}
for (let i = 0; i < steps; i++) {
  for (const run of runs) {
    await tf.setBackend(run.name);
    const { ms, loss } = timed(run.step);
    run.times.push(ms);
    run.losses.push(loss);
  }
}
for (const { name, dtr, instance, times, losses } of runs) {
  const held = instance === undefined ? 0 : allocations.peakOf(instance);
  const stats = dtr?.stats();
  const ratio = median(times.map((ms, index) => ms / plain.times[index]));
  const same = losses.every((loss, index) => Object.is(loss, plain.losses[index]));
  console.log(
    name.padEnd(12),
    `${median(times).toFixed(1)} ms/step, ${ratio.toFixed(3)} x, ${same ? "same losses" : "OTHER LOSSES"}`,
    stats
      ? `peak ${(held / MB).toFixed(1)} MiB (${((100 * held) / peak).toFixed(1)} %), ` +
          `over ${(stats.overBytes / MB).toFixed(1)}, ${stats.evictions} evictions, ` +
          `${stats.rematerializations} again in ${stats.rematMs.toFixed(0)} ms`
      : "",
  );
}
