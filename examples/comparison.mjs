import { formatBytes } from "@spillway/core";

/** Trains under the threshold of `dtr`, which is then removed. Gives the losses and what they took. */
export async function measure(dtr, train) {
  const began = performance.now();
  const losses = await train();
  const seconds = (performance.now() - began) / 1000;
  const stats = dtr.stats();
  dtr[Symbol.dispose]();
  return { ...stats, losses, seconds };
}

/** Trains without a threshold and under a third of the memory that it took, and prints both. */
export async function compare(trainUnder, steps) {
  await trainUnder(Infinity, 3); // so that all is compiled when it is timed
  const free = await trainUnder(Infinity, steps);
  const tight = await trainUnder(Math.round(free.peakBytes / 3), steps);
  printComparison([free, tight]);
}

/** Prints runs of one training program side by side. @throws when their losses differ in a single bit. */
function printComparison(runs) {
  const rows = runs.map(({ thresholdBytes, losses, seconds, ...figures }) => [
    Number.isFinite(thresholdBytes) ? formatBytes(thresholdBytes) : "none",
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
