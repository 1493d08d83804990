import type { JournalEntry } from "@spillway/core";
import { figure } from "./chart.ts";
import { eventTable } from "./event-table.ts";
import { evictionCase } from "./eviction-section.ts";
import { deck, headline } from "./finding.ts";
import { html, join, printable, trusted } from "./html.ts";
import type { Html } from "./html.ts";
import { laneChart } from "./lane-chart.ts";
import { memoryChart } from "./memory-chart.ts";
import { obstacleTable } from "./obstacle-table.ts";
import { page, section } from "./page.ts";
import { removalTable } from "./removal-table.ts";
import { runFigures } from "./run-figures.ts";
import { summarize } from "./run-summary.ts";
import type { RunSummary } from "./run-summary.ts";
import { seriesOf } from "./series.ts";
import { table } from "./table.ts";

/** Something that a run worked on, and what came of it. */
export interface ReportInput {
  readonly name: string;
  readonly outputs?: readonly string[] | undefined;
  readonly error?: string | undefined;
}

/** What a report is made from. */
export interface RunReport {
  /** Names the run, e.g. after its picture. */
  readonly title: string;
  /** When the run began, as an ISO 8601 text; shown as it is. */
  readonly startedAt?: string | undefined;
  /** Of the governor, or of a journal file. */
  readonly entries: readonly JournalEntry[];
  readonly command?: string | undefined;
  readonly inputs?: readonly ReportInput[] | undefined;
  /** A section of the caller's own, behind what was worked on. */
  readonly appendix?: ReportAppendix | undefined;
}

/** A section whose markup the caller vouches for: it is shown as it is, without scripts. */
export interface ReportAppendix {
  readonly heading: string;
  readonly fragments: readonly string[];
}

/** A self-contained HTML page about a governed run. The same run always gives the same bytes. */
export async function renderRunReport(report: RunReport): Promise<string> {
  const run = summarize(report.entries);
  const obstacles = obstacleTable(run.accounts, run.start);
  const cases = run.rounds.map((round) => evictionCase(round, run.start));
  const removals = run.removals.length > 0 ? [removalTable(run.removals, run.start)] : [];
  const sections = [
    runFigures(run),
    section("timeline", "What was in memory", await charts(run)),
    section("evictions", "Why each resident was evicted", cases),
    section("removals", "What else left memory", removals),
    section(
      "obstacles",
      "What had to wait or was refused",
      obstacles === undefined ? [] : [obstacles],
    ),
    section("inputs", "What was worked on", inputTable(report.inputs ?? [])),
    appendixOf(report),
    section("events", "Every event", eventSection(run)),
  ];
  return page({
    title: `${printable(report.title)} · Spillway`,
    eyebrow: eyebrow(report),
    headline: headline(run),
    deck: deck(run),
    sections: sections.filter((part) => part !== undefined),
  });
}

function appendixOf({ appendix }: RunReport): Html | undefined {
  if (appendix === undefined) return undefined;
  return section("appendix", appendix.heading, appendix.fragments.map(trusted));
}

function eyebrow({ title, startedAt, command }: RunReport): Html {
  const began = startedAt === undefined ? undefined : html` · <time>${startedAt}</time>`;
  const typed = command === undefined ? undefined : html`<br /><code>${command}</code>`;
  return html`<b>Spillway run report</b> · ${title}${began}${typed}`;
}

async function charts(run: RunSummary): Promise<readonly Html[]> {
  if (run.stays.length === 0) return [];
  const series = seriesOf(run.stays);
  const specs = [
    ...run.peaks.map((peak, index) => memoryChart(run, series, peak, index + 1)),
    laneChart(run, series),
  ];
  return Promise.all(specs.map(figure));
}

function inputTable(inputs: readonly ReportInput[]): readonly Html[] {
  if (inputs.length === 0) return [];
  const outputsOf = ({ outputs = [] }: ReportInput): Html =>
    join(outputs.map((output, i) => html`${i > 0 ? ", " : ""}<code>${output}</code>`));
  const anyFailed = inputs.some(({ error }) => error !== undefined);
  const rows = table<ReportInput>({
    caption: "Inputs and what came of them",
    columns: [
      { heading: "Input", kind: "row-header", cell: ({ name }) => name },
      { heading: "Outputs", cell: outputsOf },
      ...(anyFailed ? [{ heading: "Error", cell: ({ error }: ReportInput) => error }] : []),
    ],
    rows: inputs,
  });
  return [rows];
}

function eventSection({ entries, start }: RunSummary): readonly Html[] {
  const [first] = entries;
  if (first === undefined) return [];
  const missing =
    first.seq > 0
      ? html`<p class="note">
          The journal begins at event ${first.seq}; earlier ones were not kept.
        </p>`
      : html``;
  return [missing, eventTable(entries, start)];
}
