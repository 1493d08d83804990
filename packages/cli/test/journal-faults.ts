import { journalEntryLine, journalHeaderLine, type JournalEntry } from "@spillway/core";
import { pictureRun } from "../../report/test/scenario.ts";

export const HEADER: string = journalHeaderLine({
  startedAt: "2026-01-02T03:04:05.000Z",
  command: "spillway image a.png",
});

/** A line of a journal with one of its fields left out or replaced. */
export interface Fault {
  /** `decision verdict.victims.0: "x"`. */
  readonly name: string;
  readonly line: string;
}

/** What fields are replaced by; `undefined` leaves them out. */
const STRAYS: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  0.5,
  1e300,
  "",
  "x",
  true,
  [],
  ["x"],
  {},
];

/** Entries with every kind of event, verdict and figure. */
export async function everyEntry(): Promise<readonly JournalEntry[]> {
  const entries = await pictureRun();
  const decision = entries.find((entry) => entry.kind === "decision");
  const departure = entries.find((entry) => entry.kind === "evicted");
  if (decision === undefined || departure === undefined) throw new Error("nothing was evicted");
  const { id, pool, key, device, bytes } = departure;
  const at = entries.at(-1)?.at ?? 0;
  const last = { seq: entries.length, at };
  const resident = { ...last, id, pool, key, device, bytes, requestId: 2 };
  const { reading } = decision;
  const unlimited = { kind: "unlimited", source: "a test", at } as const;
  const unknown = { kind: "unknown", reason: "it cannot say", source: "a test", at } as const;
  return [
    ...entries,
    { ...departure, ...last, error: "it would not go" },
    { ...resident, kind: "resized", before: bytes, error: "it cannot be measured" },
    { ...last, kind: "abandoned", requestId: 1, error: "aborted" },
    { ...decision, reading: { ...reading, available: unlimited, total: unknown } },
    { ...decision, verdict: { kind: "proceed", unmet: ["IMAGE_PROCESSOR_CACHE_GC_CONSTRAINTS"] } },
  ];
}

/** Every field of an entry, however deep, left out and replaced in turn. */
export function faultsOf(entry: JournalEntry): readonly Fault[] {
  const whole: unknown = JSON.parse(journalEntryLine(entry));
  return pathsIn(whole).flatMap((path) =>
    STRAYS.map((stray) => ({
      name: `${entry.kind} ${path.join(".")}: ${stray === undefined ? "left out" : JSON.stringify(stray)}`,
      line: `${JSON.stringify(replaced(whole, path, stray))}\n`,
    })),
  );
}

type Path = readonly string[];

function pathsIn(value: unknown): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => [
    [name],
    ...pathsIn(child).map((path) => [name, ...path]),
  ]);
}

function replaced(value: unknown, [name, ...rest]: Path, stray: unknown): unknown {
  if (name === undefined) return stray;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((item, index) => {
      if (String(index) !== name) return [item];
      const next = replaced(item, rest, stray);
      return next === undefined ? [] : [next];
    });
  }
  const fields = { ...(value as object) };
  return { ...fields, [name]: replaced(Reflect.get(fields, name), rest, stray) };
}
