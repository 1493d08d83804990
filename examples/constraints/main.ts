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

using probe = hostProbe({ clock: systemClock });
const reading = probe.read();
const { available } = reading;
if (available.kind === "known") {
  console.log(`available: ${formatBytes(available.value)} (${available.source})`);
}

const values = { ...readingValues(reading), memory_required: 2_000_000_000 };
const { outcome, results } = list.evaluate(values);
for (const { expression, outcome: each, values: seen } of results) {
  console.log(`${each.padEnd(7)} ${expression}  ${JSON.stringify(seen)}`);
}
console.log(`the list is ${outcome}`);
