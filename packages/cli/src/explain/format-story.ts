import {
  formatBytes,
  formatMillis,
  type Candidate,
  type DecisionEvent,
  type Figure,
  type JournalEntry,
  type JournalHeader,
  type MeasuredEvent,
} from "@spillway/core";
import type { Paint } from "../terminal/paint.ts";
import { alignColumns } from "../terminal/table.ts";
import { evictionReason, firedExpressions, valueWords } from "./eviction-reason.ts";
import { nameOfId, residentName } from "./resident-name.ts";
import type { Eviction } from "./story.ts";

/** What a story is told from. */
export interface StoryFacts {
  readonly header: JournalHeader;
  readonly entries: readonly JournalEntry[];
  readonly complete: boolean;
  readonly evictions: readonly Eviction[];
}

export interface StoryOptions {
  readonly key?: string | undefined;
  /** Tells all candidates; otherwise the first few. */
  readonly verbose?: boolean | undefined;
}

const CANDIDATES_TOLD = 8;

/** Why each resident was evicted, for people. */
export function formatStory(
  { header, entries, complete, evictions }: StoryFacts,
  options: StoryOptions,
  paint: Paint,
): string {
  const head = [paint("dim", `${header.command}  (${header.startedAt})`)];
  if (!complete)
    head.push(paint("yellow", "the last line is cut off: the run was killed, or goes on"));
  const told = evictions.map((eviction, index) =>
    evictionLines(eviction, index + 1, options, paint),
  );
  const parts = [head, ...(told.length === 0 ? [[nothingWords(entries, options.key)]] : told)];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function nothingWords(entries: readonly JournalEntry[], key: string | undefined): string {
  if (key !== undefined) return `nothing whose key contains \`${key}\` was evicted`;
  const requests = entries.flatMap((entry) => (entry.kind === "decision" ? [entry.requestId] : []));
  return `nothing was evicted; requests for memory: ${new Set(requests).size}`;
}

function evictionLines(
  eviction: Eviction,
  number: number,
  options: StoryOptions,
  paint: Paint,
): readonly string[] {
  const { events, decision, measured, at } = eviction;
  const names = events.map(({ key, bytes }) => `${residentName(key)} (${formatBytes(bytes)})`);
  const from = events[0]?.device ?? "";
  const title = `${number}. evicted ${names.join(", ")} from ${from} at ${formatMillis(at)}`;
  const facts = events.flatMap(({ key, error }) =>
    error === undefined
      ? []
      : [row("failed", `${residentName(key)} did not give its memory back: ${error}`)],
  );
  if (decision !== undefined) {
    return [
      paint("bold", title),
      ...decisionLines(decision, options),
      ...measuredLines(measured),
      ...facts,
    ];
  }
  const why = events.map((event) => row("because", evictionReason(event, undefined)));
  return [paint("bold", title), ...why, ...facts];
}

function decisionLines(decision: DecisionEvent, options: StoryOptions): readonly string[] {
  return [
    row("asked", askedWords(decision)),
    ...readLines(decision),
    ...firedLines(decision),
    ...candidateLines(decision, options),
  ];
}

function askedWords({ request }: DecisionEvent): string {
  const { kind, key, pool, device, bytes } = request;
  const what =
    key === undefined ? `${kind} by ${pool}` : `${kind} of ${residentName(key)} by ${pool}`;
  return `${what}: ${formatBytes(bytes)} on ${device}`;
}

function readLines({ reading }: DecisionEvent): readonly string[] {
  const figures: readonly (readonly [string, Figure])[] = [
    ["used", reading.used],
    ["available", reading.available],
    ["total", reading.total],
  ];
  const cells = figures.map(([name, figure]) => [name, figureWords(figure), figure.source]);
  return alignColumns(cells).map((line, index) => row(index === 0 ? "read" : "", line));
}

function figureWords(figure: Figure): string {
  switch (figure.kind) {
    case "known":
      return formatBytes(figure.value);
    case "unlimited":
      return "unlimited";
    case "unknown":
      return `unknown: ${figure.reason}`;
  }
}

function firedLines(decision: DecisionEvent): readonly string[] {
  const fired = firedExpressions(decision.evaluations).flatMap(({ expression, values, lists }) => [
    row("fired", expression),
    ...lists.map((list) => row("", `  of ${list}`)),
    ...Object.entries(values).map(([name, value]) =>
      row("", `  ${name} = ${valueWords(name, value)} (${value})`),
    ),
  ]);
  return [...fired, ...fullBudgetLines(decision)];
}

function fullBudgetLines({ budgets, verdict, request }: DecisionEvent): readonly string[] {
  if (verdict.kind !== "evict" || verdict.reason !== "budget") return [];
  const full = budgets.filter(({ placed, limit }) => placed + request.bytes > limit);
  return full.map(({ name, placed, limit }) => {
    const taken = `${formatBytes(placed)} of ${formatBytes(limit)} taken`;
    return row("full", `${name}: ${taken}, ${formatBytes(request.bytes)} more needed`);
  });
}

function candidateLines(
  { candidates, policy, verdict }: DecisionEvent,
  { verbose = false }: StoryOptions,
): readonly string[] {
  const victims = verdict.kind === "evict" ? verdict.victims : [];
  const told = verbose ? candidates : candidates.slice(0, CANDIDATES_TOLD);
  const left = candidates.length - told.length;
  const lines = alignColumns([
    ["candidate", "bytes", "restore", "idle", "worth", ""],
    ...told.map((candidate) => candidateCells(candidate, victims)),
  ]);
  return [
    row("policy", `${policy}: the least worth goes first`),
    ...lines.map((line) => row("", `  ${line}`)),
    ...(left > 0 ? [row("", `  and ${left} more: --verbose tells all`)] : []),
  ];
}

function candidateCells(candidate: Candidate, victims: readonly string[]): readonly string[] {
  const { id, bytes, restoreMs, idleMs, worth } = candidate;
  const fate = victims.includes(id) ? "evicted" : "kept";
  return [
    nameOfId(id),
    formatBytes(bytes),
    formatMillis(restoreMs),
    formatMillis(idleMs),
    worthWords(worth),
    fate,
  ];
}

function measuredLines(measured: MeasuredEvent | undefined): readonly string[] {
  if (measured === undefined) return [];
  const real = measured.measured;
  const words = real === undefined ? "not measurable" : `${formatBytes(real)} measured`;
  return [row("gave back", `${formatBytes(measured.predicted)} predicted, ${words}`)];
}

function row(label: string, text: string): string {
  return `   ${label.padEnd(9)}  ${text}`;
}

function worthWords(worth: number): string {
  return worth === Infinity ? "∞" : worth.toPrecision(3);
}
