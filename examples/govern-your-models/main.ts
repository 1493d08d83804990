// Three "models" of 40 MB under a budget of 100 MB: the third makes room by evicting what is cheapest to bring back.
import { Governor, type Loaded, accountFor, formatBytes } from "@spillway/core";
import { setTimeout } from "node:timers/promises";

const MB = 1_000_000;
await using governor = new Governor({ budgets: { host: 100 * MB } });
const models = governor.pool("models");

/** Stands for whatever loads your model: it takes a while, and gives an object and a way to dispose of it. */
async function load(name: string, milliseconds: number): Promise<Loaded<Uint8Array>> {
  await setTimeout(milliseconds);
  const weights = new Uint8Array(40 * MB);
  return { value: weights, bytes: weights.byteLength, dispose: () => console.log("-", name) };
}

async function use(key: string, milliseconds: number): Promise<void> {
  await using lease = await models.acquire({
    key,
    bytes: 40 * MB,
    load: () => load(key, milliseconds),
  });
  console.log("+", key, formatBytes(lease.value.byteLength)); // leased: it cannot be evicted here
}

await use("slow-to-load", 300);
await use("quick-to-load", 20);
await setTimeout(300); // both idle: what counts now is the time to load
await use("newcomer", 50);

for (const { decisions } of accountFor(governor.journal.entries)) {
  for (const { request, candidates, evicted } of decisions) {
    for (const { key, bytes, reason } of evicted) {
      const need = `${request.key ?? ""} needs ${formatBytes(request.bytes)}`;
      console.log(`${need}: ${key} was evicted (${reason})`);
      for (const { id, worth } of candidates)
        console.log(`  ${id} is worth ${worth.toExponential(2)}`);
      console.log(`  ${formatBytes(bytes)} are free again`);
    }
  }
}
console.log("in memory:", governor.residents.map(({ key }) => key).join(", "));
