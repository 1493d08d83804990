import { formatBytes, formatMillis } from "@spillway/core";
import { count, grouped } from "./format.ts";
import { keyFigures } from "./page.ts";
import type { KeyFigure } from "./page.ts";
import type { Html } from "./html.ts";
import { evictionsForRoom } from "./run-summary.ts";
import type { Peak, RunSummary } from "./run-summary.ts";

/** The numbers of a run that matter most. */
export function runFigures(run: RunSummary): Html {
  return keyFigures([
    ...run.peaks.map(peakFigure),
    evictionFigure(run),
    ...givenBackFigure(run),
    loadFigure(run),
    loadingTimeFigure(run),
    leaseFigure(run),
  ]);
}

function peakFigure({ device, bytes, limit }: Peak): KeyFigure {
  const budget = limit === undefined ? "no budget" : `of a budget of ${formatBytes(limit)}`;
  return { name: `Peak on ${device}`, value: formatBytes(bytes), aside: budget };
}

function evictionFigure(run: RunSummary): KeyFigure {
  const { evictions } = run;
  const room = evictionsForRoom(run);
  const total = [...evictions.values()].reduce((sum, n) => sum + n, 0);
  const reasons = (["constraint", "budget", "out-of-memory"] as const)
    .filter((reason) => evictions.has(reason))
    .map((reason) => `${grouped(evictions.get(reason) ?? 0)} by ${reason}`);
  const others = total > room ? [`${grouped(total - room)} more not to make room`] : [];
  const aside = [...(reasons.length > 0 ? [reasons.join(", ")] : []), ...others].join("; ");
  return { name: "Evictions", value: grouped(room), aside };
}

function givenBackFigure({ entries }: RunSummary): readonly KeyFigure[] {
  const measurements = entries.filter((entry) => entry.kind === "measured");
  if (measurements.length === 0) return [];
  const predicted = measurements.reduce((sum, entry) => sum + entry.predicted, 0);
  const said = measurements.flatMap(({ measured }) => (measured === undefined ? [] : [measured]));
  const measured = said.reduce((sum, bytes) => sum + bytes, 0);
  const aside = `measured; ${formatBytes(predicted)} predicted`;
  if (said.length === 0)
    return [{ name: "Given back", value: "unknown", aside: `${formatBytes(predicted)} predicted` }];
  return [{ name: "Given back", value: formatBytes(measured), aside }];
}

function loadFigure({ loads }: RunSummary): KeyFigure {
  const parts = [count(loads.again, "reload")];
  if (loads.failed > 0) parts.push(`${grouped(loads.failed)} failed`);
  return { name: "Loads", value: grouped(loads.finished), aside: parts.join(", ") };
}

function loadingTimeFigure({ loads }: RunSummary): KeyFigure {
  const aside = `${formatMillis(loads.againMs)} of it reloading`;
  return { name: "Time spent loading", value: formatMillis(loads.ms), aside };
}

function leaseFigure({ entries, accounts }: RunSummary): KeyFigure {
  const leases = entries.filter(({ kind }) => kind === "leased").length;
  const waits = accounts.filter(({ decisions }) =>
    decisions.some(({ verdict }) => verdict.kind === "wait"),
  ).length;
  return { name: "Leases", value: grouped(leases), aside: `${count(waits, "request")} waited` };
}
