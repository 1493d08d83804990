import { formatBytes } from "@spillway/core";

/** Prints runs of one training program side by side. @throws when their losses differ in a single bit. */
export function printComparison(runs) {
  const rows = runs.map(({ threshold, losses, seconds, ...figures }) => [
    Number.isFinite(threshold) ? formatBytes(threshold) : "none",
    losses.at(0).toFixed(3),
    losses.at(-1).toFixed(3),
    formatBytes(figures.peakBytes),
    String(figures.evictions),
    String(figures.rematerializations),
    `${seconds.toFixed(1)} s`,
  ]);
  const head = ["threshold", "first loss", "last loss", "peak", "evicted", "run again", "time"];
  for (const row of [head, ...rows]) {
    console.log(row.map((cell, i) => cell.padStart(Math.max(10, head[i].length + 1))).join(""));
  }
  const [{ losses }, ...others] = runs;
  const same = others.every((other) => losses.every((loss, i) => Object.is(loss, other.losses[i])));
  if (!same) throw new Error("the losses differ");
  console.log(`all ${losses.length} losses are the same, bit for bit`);
}
