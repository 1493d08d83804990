// node packages/tfjs/bench/tiny-operators.mjs [BACKEND]
// What a threshold that never bites costs per operator: graphs of tiny operators on the plain backend and on the
// wrapped one, in turns.
import * as tf from "@tensorflow/tfjs-core";
import { registerDtrBackend } from "@spillway/tfjs";
import { setUp } from "./backend-setup.mjs";

const [, , inner = "cpu"] = process.argv;
const OPERATORS = 1000;
const ROUNDS = 200;

await setUp(inner);
const dtr = await registerDtrBackend(inner, { evictionThreshold: "1GB" });

function tinyGraph() {
  tf.tidy(() => {
    let x = tf.scalar(1);
    const one = tf.scalar(1);
    for (let i = 0; i < OPERATORS; i++) x = tf.add(x, one);
  });
}

function microsecondsPerOperator() {
  const start = performance.now();
  tinyGraph();
  return ((performance.now() - start) * 1000) / OPERATORS;
}

const times = { [inner]: [], [dtr.name]: [] };
for (let round = 0; round < ROUNDS; round++) {
  for (const name of Object.keys(times)) {
    await tf.setBackend(name);
    times[name].push(microsecondsPerOperator());
  }
}
const at = (numbers, share) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(share * numbers.length)];
for (const share of [0.1, 0.5]) {
  const [plain, wrapped] = [at(times[inner], share), at(times[dtr.name], share)];
  console.log(
    `${share === 0.5 ? "median" : "10th percentile"}: ${plain.toFixed(2)} us plain, ` +
      `${wrapped.toFixed(2)} us wrapped, ${(wrapped - plain).toFixed(2)} us more per operator`,
  );
}
