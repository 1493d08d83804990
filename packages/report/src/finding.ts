import { formatBytes, formatMillis } from "@spillway/core";
import { count, listed } from "./format.ts";
import { evictionsForRoom } from "./run-summary.ts";
import type { Peak, RunSummary } from "./run-summary.ts";

/** What a run comes down to, in one sentence. */
export function headline(run: RunSummary): string {
  const loaded = run.stays.filter(({ loadedAt }) => loadedAt !== undefined);
  const models = new Set(loaded.map(({ id }) => id)).size;
  if (models === 0) return "Nothing was loaded";
  const evictions = evictionsForRoom(run);
  const what = count(models, "model");
  if (evictions === 0)
    return `Nothing had to be evicted: ${what} ${listed(run.peaks.map(reached))}`;
  const capped = run.peaks.filter((peak) => peak.limit !== undefined && peak.bytes <= peak.limit);
  const done = count(evictions, "eviction");
  if (capped.length > 0 && capped.length === run.peaks.length) {
    return `${done} kept ${what} within ${listed(capped.map(cap))}`;
  }
  return `${done} made room for ${what} on ${listed(run.peaks.map(({ device }) => device))}`;
}

/** What the headline leaves out: how long it took, and what the evictions cost. */
export function deck(run: RunSummary): string {
  if (run.entries.length === 0) return "The journal is empty.";
  const { ms, again, againMs, failed } = run.loads;
  const sentences = [
    `The run took ${formatMillis(run.end - run.start)}, of which ${formatMillis(ms)} went into loading.`,
  ];
  if (again > 0) {
    sentences.push(
      `${count(again, "load")} brought back what had been evicted, which took ${formatMillis(againMs)}.`,
    );
  } else if (evictionsForRoom(run) > 0) {
    sentences.push("Nothing that was evicted had to be loaded again.");
  }
  if (failed > 0) sentences.push(`${count(failed, "load")} failed.`);
  const refused = run.entries.filter(
    (entry) => entry.kind === "decision" && entry.verdict.kind === "refuse",
  ).length;
  if (refused > 0) sentences.push(`${count(refused, "request")} could never fit.`);
  return sentences.join(" ");
}

function reached({ device, bytes, limit }: Peak): string {
  const cap = limit === undefined ? "" : ` of ${formatBytes(limit)}`;
  return `took at most ${formatBytes(bytes)}${cap} on ${device}`;
}

function cap({ device, limit = 0 }: Peak): string {
  return `${formatBytes(limit)} on ${device}`;
}
