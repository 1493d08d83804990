import { formatBytes } from "@spillway/core";
import type { DtrBackend, DtrStats } from "@spillway/tfjs";

/** A training under a threshold: its losses, and what they took. */
export interface Run extends DtrStats {
  readonly losses: readonly number[];
  readonly seconds: number;
}

/** Trains on the backend of `dtr`, which is new and selected. */
export async function measure(
  dtr: DtrBackend,
  train: () => Promise<readonly number[]>,
): Promise<Run> {
  const began = performance.now();
  const losses = await train();
  const seconds = (performance.now() - began) / 1000;
  return { ...dtr.stats(), losses, seconds };
}

/** Trains without a threshold and under a third of the memory that it took, and prints both. */
export async function compare(
  trainUnder: (thresholdBytes: number, steps: number) => Promise<Run>,
  steps: number,
): Promise<void> {
  await trainUnder(Infinity, 3); // so that all is compiled when it is timed
  const free = await trainUnder(Infinity, steps);
  const tight = await trainUnder(Math.round(free.peakBytes / 3), steps);
  printRuns([free, tight]);
  if (free.losses.some((loss, i) => !Object.is(loss, tight.losses[i]))) {
    throw new Error("the losses differ");
  }
  console.log(`all ${free.losses.length} losses are the same, bit for bit`);
}

function printRuns(runs: readonly Run[]): void {
  const head = ["threshold", "first loss", "last loss", "peak", "evicted", "run again", "time"];
  const widths = head.map((cell) => Math.max(10, cell.length + 1));
  for (const row of [head, ...runs.map(cells)]) {
    console.log(row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join(""));
  }
}

function cells({ losses, seconds, ...stats }: Run): readonly string[] {
  const { thresholdBytes, peakBytes, evictions, rematerializations } = stats;
  return [
    Number.isFinite(thresholdBytes) ? formatBytes(thresholdBytes) : "none",
    losses.at(0)?.toFixed(3) ?? "",
    losses.at(-1)?.toFixed(3) ?? "",
    formatBytes(peakBytes),
    String(evictions),
    String(rematerializations),
    `${seconds.toFixed(1)} s`,
  ];
}
