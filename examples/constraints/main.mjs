// Evaluates constraints on this machine's memory, and says which holds on which values.
import {
  compileConstraintList,
  formatBytes,
  memoryRequired,
  readingValues,
  readingVariables,
  systemClock,
} from "@spillway/core";
import { hostProbe } from "@spillway/core/node";

const list = compileConstraintList(
  ["memory_required > (available * 0.70)", "used_total_percent > 90"],
  { scope: [...readingVariables, memoryRequired] },
);

const probe = hostProbe({ clock: systemClock });
const reading = probe.read();
const values = { ...readingValues(reading), memory_required: 2_000_000_000 };

const { outcome, results } = list.evaluate(values);
console.log(`available: ${formatBytes(reading.available.value)} (${reading.available.source})`);
for (const { expression, outcome: each, values: seen } of results) {
  console.log(`${each.padEnd(7)} ${expression}  ${JSON.stringify(seen)}`);
}
console.log(`the list is ${outcome}`);
probe[Symbol.dispose]();
