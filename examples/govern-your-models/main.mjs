// Three "models" of 40 MB under a budget of 100 MB: the third makes room by evicting what is cheapest to bring back.
import { Governor, accountFor, formatBytes } from "@spillway/core";

const MB = 1_000_000;
const governor = new Governor({ budgets: { host: 100 * MB } });
const models = governor.pool("models");

/** Stands for whatever loads your model: it takes a while, and gives back an object and a way to dispose of it. */
async function load(milliseconds) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  let weights = Buffer.alloc(40 * MB, 1);
  return { value: { weights }, bytes: weights.byteLength, dispose: () => (weights = undefined) };
}

async function use(key, milliseconds) {
  const lease = await models.acquire({ key, bytes: 40 * MB, load: () => load(milliseconds) });
  try {
    return lease.value.weights.byteLength; // leased: it cannot be evicted here
  } finally {
    lease.release();
  }
}

await use("slow-to-load", 300);
await use("quick-to-load", 20);
await new Promise((resolve) => setTimeout(resolve, 300)); // both idle: what counts now is the time to load
await use("newcomer", 50);

for (const { decisions } of accountFor(governor.journal.entries)) {
  for (const { request, candidates, evicted } of decisions) {
    for (const { key, bytes, reason } of evicted) {
      console.log(
        `${request.key} needs ${formatBytes(request.bytes)}: ${key} was evicted (${reason})`,
      );
      for (const { id, worth } of candidates)
        console.log(`  ${id} is worth ${worth.toExponential(2)}`);
      console.log(`  ${formatBytes(bytes)} are free again`);
    }
  }
}
console.log("in memory:", governor.residents.map(({ key }) => key).join(", "));
await governor.close();
