import { SpillwayError } from "../errors.ts";
import { isRecord } from "../json.ts";
import { brokenColumn, fieldColumn } from "../json-place.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { ENTRY_SHAPES } from "./journal-text-entries.ts";
import { fields, text as textual } from "./journal-text-shape.ts";

/** The first line of a journal in a file: what it is the journal of. */
export interface JournalHeader {
  readonly kind: "journal";
  readonly version: 1;
  /** When the governor's clock was started, roughly: ISO 8601. */
  readonly startedAt: string;
  /** The command that made it, as a user would type it. */
  readonly command: string;
}

/** A journal as it was read from a file. */
export interface JournalText {
  readonly header: JournalHeader;
  readonly entries: readonly JournalEntry[];
  /** Whether the last line was whole; it is not when the writer was killed, and is left out then. */
  readonly complete: boolean;
}

/** A file that is no journal, or a line of it that cannot be read. */
export class JournalTextError extends SpillwayError {
  override readonly name: string = "JournalTextError";
  readonly code = "ERR_JOURNAL";
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;

  constructor(source: string, line: number, column: number, problem: string, cause?: unknown) {
    super(`${source}:${line}:${column}: ${problem}`, { cause });
    this.line = line;
    this.column = column;
  }
}

/** The header as the first line of a file, its newline included. */
export function journalHeaderLine({
  startedAt,
  command,
}: Omit<JournalHeader, "kind" | "version">): string {
  const header: JournalHeader = { kind: "journal", version: 1, startedAt, command };
  return `${JSON.stringify(header)}\n`;
}

/**
 * An entry as a line of a file, its newline included. An infinite worth, restore time or priority is written as null, the
 * lowest priority as "-Infinity".
 */
export function journalEntryLine(entry: JournalEntry): string {
  return `${JSON.stringify(isOfLowestPriority(entry) ? withPriorityText(entry) : entry)}\n`;
}

type DecisionEntry = Extract<JournalEntry, { readonly kind: "decision" }>;

function isOfLowestPriority(entry: JournalEntry): entry is DecisionEntry {
  return entry.kind === "decision" && entry.request.priority === -Infinity;
}

function withPriorityText(entry: DecisionEntry): object {
  return { ...entry, request: { ...entry.request, priority: LOWEST } };
}

const LOWEST = "-Infinity";

/** The fields of which JSON has no word for the highest value. */
const ENDLESS: ReadonlySet<string> = new Set(["worth", "restoreMs", "priority"]);

/**
 * Reads a journal: a header, then one entry a line. `source` names it in errors.
 * @throws JournalTextError
 */
export function parseJournal(text: string, source = "journal"): JournalText {
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  const whole = last === "" || isJson(last);
  if (last !== "" && whole) lines.push(last);
  const [first = "", ...rest] = lines;
  const header = readLine(first, { source, line: 1 });
  if (!isHeader(header)) {
    const problem = `is no journal: the first line must be {"kind":"journal","version":1,"startedAt":…,"command":…}`;
    throw new JournalTextError(source, 1, 1, problem);
  }
  const entries = rest.flatMap((line, index) =>
    line.trim() === "" ? [] : [readEntry(line, { source, line: index + 2 })],
  );
  return { header, entries, complete: whole };
}

interface Place {
  readonly source: string;
  readonly line: number;
}

function readEntry(text: string, { source, line }: Place): JournalEntry {
  const value = readLine(text, { source, line });
  const kind = isRecord(value) ? value["kind"] : undefined;
  if (!isKind(kind)) {
    const known = Object.keys(ENTRY_SHAPES).join(", ");
    const problem = `is no entry of a journal; its \`kind\` must be one of ${known}`;
    throw new JournalTextError(source, line, fieldColumn(text, "kind"), problem);
  }
  const wrong = ENTRY_SHAPES[kind].mismatch(value);
  if (wrong !== undefined) {
    const column = fieldColumn(text, wrong.path[0] ?? "");
    const problem = `\`${wrong.path.join(".")}\` of a ${kind} entry must be ${wrong.wanted}`;
    throw new JournalTextError(source, line, column, problem);
  }
  // The shape of its kind has a check for every field.
  return value as JournalEntry;
}

function isKind(kind: unknown): kind is JournalEntry["kind"] {
  return typeof kind === "string" && Object.hasOwn(ENTRY_SHAPES, kind);
}

function readLine(text: string, { source, line }: Place): unknown {
  try {
    return JSON.parse(text, reviveEndless);
  } catch (cause) {
    throw new JournalTextError(source, line, brokenColumn(text), "is no JSON", cause);
  }
}

function reviveEndless(key: string, value: unknown): unknown {
  if (value === null) return ENDLESS.has(key) ? Infinity : value;
  return value === LOWEST && key === "priority" ? -Infinity : value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const HEADER = fields<Pick<JournalHeader, "startedAt" | "command">>({
  startedAt: textual,
  command: textual,
});

function isHeader(value: unknown): value is JournalHeader {
  if (!isRecord(value) || HEADER.mismatch(value) !== undefined) return false;
  return value["kind"] === "journal" && value["version"] === 1;
}
