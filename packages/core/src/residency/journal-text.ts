import { SpillwayError } from "../errors.ts";
import { brokenColumn, fieldColumn } from "../json-place.ts";
import type { JournalEntry } from "./journal-entry.ts";

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

/** An entry as a line of a file, its newline included. A worth that is infinite is written as null. */
export function journalEntryLine(entry: JournalEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

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
  const kind = isFields(value) ? value["kind"] : undefined;
  if (!isKind(kind)) {
    const known = Object.keys(SHAPES).join(", ");
    const problem = `is no entry of a journal; its \`kind\` must be one of ${known}`;
    throw new JournalTextError(source, line, fieldColumn(text, "kind"), problem);
  }
  const wrong = mismatch(value, SHAPES[kind]);
  if (wrong !== undefined) {
    const column = fieldColumn(text, wrong.path[0] ?? "");
    const problem = `\`${wrong.path.join(".")}\` of a ${kind} entry must be ${wrong.wanted}`;
    throw new JournalTextError(source, line, column, problem);
  }
  // Every field that entries of the kind have has just been checked.
  return value as JournalEntry;
}

function isKind(kind: unknown): kind is JournalEntry["kind"] {
  return typeof kind === "string" && Object.hasOwn(SHAPES, kind);
}

function readLine(text: string, { source, line }: Place): unknown {
  try {
    return JSON.parse(text, reviveWorth);
  } catch (cause) {
    throw new JournalTextError(source, line, brokenColumn(text), "is no JSON", cause);
  }
}

function reviveWorth(key: string, value: unknown): unknown {
  return key === "worth" && value === null ? Infinity : value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isHeader(value: unknown): value is JournalHeader {
  const shape = {
    kind: "string",
    version: "number",
    startedAt: "string",
    command: "string",
  } as const;
  if (mismatch(value, shape) !== undefined || !isFields(value)) return false;
  return value["kind"] === "journal" && value["version"] === 1;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a value must be. A field whose name ends with `?` may be absent. */
type Shape = "number" | "string" | "boolean" | "object" | readonly [Shape] | ShapeOfFields;

interface ShapeOfFields {
  readonly [field: string]: Shape;
}

interface Mismatch {
  readonly path: readonly string[];
  readonly wanted: string;
}

function mismatch(value: unknown, shape: Shape): Mismatch | undefined {
  if (typeof shape === "string") {
    const fits = shape === "object" ? isFields(value) : typeof value === shape;
    return fits ? undefined : { path: [], wanted: shape === "object" ? "an object" : `a ${shape}` };
  }
  if (isList(shape)) return listMismatch(value, shape[0]);
  if (!isFields(value)) return { path: [], wanted: "an object" };
  for (const [name, of] of Object.entries(shape)) {
    const field = name.replace(/\?$/, "");
    if (field !== name && value[field] === undefined) continue;
    const wrong = mismatch(value[field], of);
    if (wrong !== undefined) return { ...wrong, path: [field, ...wrong.path] };
  }
  return undefined;
}

function isList(shape: Exclude<Shape, string>): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function listMismatch(value: unknown, item: Shape): Mismatch | undefined {
  if (!Array.isArray(value)) return { path: [], wanted: "a list" };
  for (const [index, each] of value.entries()) {
    const wrong = mismatch(each, item);
    if (wrong !== undefined) return { ...wrong, path: [String(index), ...wrong.path] };
  }
  return undefined;
}

const FIGURE = { kind: "string", source: "string", at: "number", "value?": "number" } as const;
const READING: ShapeOfFields = {
  device: "string",
  at: "number",
  used: FIGURE,
  available: FIGURE,
  total: FIGURE,
};
const ENTRY = { seq: "number", at: "number", kind: "string" } as const;
const RESIDENT = {
  ...ENTRY,
  id: "string",
  pool: "string",
  key: "string",
  device: "string",
} as const;
const OF_REQUEST = { requestId: "number" } as const;
const LEASES = { ...ENTRY, id: "string", leases: "number" } as const;

const DECISION: Shape = {
  ...ENTRY,
  ...OF_REQUEST,
  request: {
    kind: "string",
    pool: "string",
    "key?": "string",
    device: "string",
    bytes: "number",
    priority: "number",
  },
  reading: READING,
  budgets: [{ name: "string", limit: "number", placed: "number" }],
  evaluations: [
    {
      list: "string",
      scope: "string",
      outcome: "string",
      results: [{ expression: "string", outcome: "string", "reason?": "string", values: "object" }],
    },
  ],
  policy: "string",
  candidates: [
    {
      id: "string",
      bytes: "number",
      credit: "number",
      restoreMs: "number",
      idleMs: "number",
      worth: "number",
    },
  ],
  verdict: {
    kind: "string",
    "victims?": ["string"],
    "reason?": "string",
    "predicted?": "number",
    "unmet?": ["string"],
    "missing?": "number",
    "blockers?": ["string"],
    "limit?": "number",
    "limitedBy?": "string",
  },
};

/** By kind: the fields that an entry of it has. */
const SHAPES: Readonly<Record<JournalEntry["kind"], Shape>> = {
  decision: DECISION,
  measured: {
    ...ENTRY,
    ...OF_REQUEST,
    device: "string",
    predicted: "number",
    "measured?": "number",
  },
  "load-started": { ...RESIDENT, ...OF_REQUEST, bytes: "number" },
  loaded: { ...RESIDENT, ...OF_REQUEST, bytes: "number", estimated: "number", loadMs: "number" },
  resized: { ...RESIDENT, ...OF_REQUEST, bytes: "number", before: "number" },
  "load-failed": { ...RESIDENT, ...OF_REQUEST, bytes: "number", error: "string" },
  evicted: { ...RESIDENT, "requestId?": "number", reason: "string", bytes: "number" },
  leased: LEASES,
  released: LEASES,
  abandoned: { ...ENTRY, ...OF_REQUEST, error: "string" },
};
