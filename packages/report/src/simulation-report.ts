import { figure } from "./chart.ts";
import { count, grouped, percent, times } from "./format.ts";
import { groupedBy } from "./grouped-by.ts";
import { html, printable } from "./html.ts";
import type { Html } from "./html.ts";
import { overheadChart } from "./overhead-chart.ts";
import { curveNamer, tightest } from "./overhead-curves.ts";
import type { SimulatedRun } from "./overhead-curves.ts";
import { keyFigures, page, section } from "./page.ts";
import { rematChart } from "./remat-chart.ts";
import type { MemoryHistory } from "./remat-chart.ts";

/** What a simulation's report is made from. */
export interface SimulationReport {
  readonly title: string;
  /** When the sweep began, as an ISO 8601 text; shown as it is. */
  readonly startedAt?: string | undefined;
  readonly command?: string | undefined;
  readonly runs: readonly SimulatedRun[];
  /** One run in detail. */
  readonly history?: MemoryHistory | undefined;
}

/** A self-contained HTML page about a sweep of budgets and policies. The same sweep always gives the same bytes. */
export async function renderSimulationReport(report: SimulationReport): Promise<string> {
  const { runs, history } = report;
  const traces = groupedBy(runs, ({ trace }) => trace);
  const inDetail = history === undefined ? [] : [await figure(rematChart(history))];
  const sections = [
    sweepFigures(runs),
    section("overhead", "What less memory costs", await multiples(traces, runs)),
    section("run", "One run in detail", inDetail),
  ];
  return page({
    title: `${printable(report.title)} · Spillway`,
    eyebrow: eyebrow(report),
    headline: headline([...traces.values()]),
    deck: deck(runs),
    sections: sections.filter((part) => part !== undefined),
  });
}

function eyebrow({ title, startedAt, command }: SimulationReport): Html {
  const began = startedAt === undefined ? undefined : html` · <time>${startedAt}</time>`;
  const typed = command === undefined ? undefined : html`<br /><code>${command}</code>`;
  return html`<b>Spillway simulation</b> · ${title}${began}${typed}`;
}

async function multiples(
  traces: ReadonlyMap<string, readonly SimulatedRun[]>,
  runs: readonly SimulatedRun[],
): Promise<readonly Html[]> {
  if (traces.size === 0) return [];
  const overheads = runs.filter(({ result }) => result === "ok").map(({ overhead }) => overhead);
  const most = Math.max(1.05, ...overheads) * 1.04;
  const frame = { most, names: [...new Set(runs.map(curveNamer(runs)))] };
  const figures = await Promise.all(
    [...traces].map(([trace, members], i) => figure(overheadChart(trace, members, frame, i + 1))),
  );
  const note = html`<p class="note">
    Budgets shrink to the right. A curve ends where its policy fails: ✚ out of memory (oom), ○ too
    much computed again (thrash); ● is the smallest budget tried.
  </p>`;
  return [note, html`<div class="multiples">${figures}</div>`];
}

function headline(traces: readonly (readonly SimulatedRun[])[]): string {
  const best = traces.flatMap((runs) => tightest(runs) ?? []);
  if (best.length === 0) return "No trace fits in any of the budgets";
  const subject = best.length === 1 ? (best[0]?.trace ?? "") : count(best.length, "trace");
  const ratios = range(
    best.map(({ ratio }) => ratio),
    percent,
  );
  const overheads = range(
    best.map(({ overhead }) => overhead),
    times,
  );
  return best.length === 1
    ? `${subject} fits in ${ratios} of its memory for ${overheads} times the compute`
    : `${subject} fit in ${ratios} of their memory for ${overheads} times the compute`;
}

function range(values: readonly number[], format: (value: number) => string): string {
  const [least, most] = [format(Math.min(...values)), format(Math.max(...values))];
  return least === most ? least : `${least} to ${most}`;
}

function deck(runs: readonly SimulatedRun[]): string {
  const policies = new Set(runs.map(curveNamer(runs))).size;
  const budgets = new Set(runs.map(({ ratio }) => ratio)).size;
  const failures = runs.filter(({ result }) => result !== "ok").length;
  const tried = `${count(policies, "policy", "policies")} within ${count(budgets, "budget")}: ${count(runs.length, "run")}`;
  return failures === 0
    ? `${tried}, all of which fit.`
    : `${tried}, of which ${grouped(failures)} failed.`;
}

function sweepFigures(runs: readonly SimulatedRun[]): Html {
  const of = (result: SimulatedRun["result"]): string =>
    grouped(runs.filter((run) => run.result === result).length);
  const traces = new Set(runs.map(({ trace }) => trace)).size;
  return keyFigures([
    { name: "Traces", value: grouped(traces) },
    { name: "Runs", value: grouped(runs.length), aside: `${of("ok")} fit` },
    { name: "Out of memory", value: of("oom"), aside: "nothing left to evict" },
    { name: "Thrashing", value: of("thrash"), aside: "too much computed again" },
  ]);
}
