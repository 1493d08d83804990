import type { ExpressionResult, ShownValue } from "../expr/constraint-list.ts";
import type { Figure, Reading } from "../probe/reading.ts";
import type { BudgetUse, Candidate, ListEvaluation, Verdict } from "./decision.ts";
import type { JournalEntry } from "./journal-entry.ts";
import {
  byKind,
  fields,
  listOf,
  number,
  numberOr,
  oneOf,
  optional,
  recordOf,
  score,
  size,
  text,
  truth,
  type Shape,
  type ShapesByKind,
} from "./journal-text-shape.ts";
import type { MemoryRequest } from "./request.ts";
import type { EvictionReason } from "./resident.ts";

const OUTCOME = oneOf("met", "not-met", "unknown");
const SCOPE = oneOf("device", "pool");
const REASON: Shape<EvictionReason> = oneOf(
  "constraint",
  "budget",
  "out-of-memory",
  "idle",
  "aborted",
  "requested",
  "closed",
);

const FIGURE = byKind<Figure>({
  known: fields({ kind: oneOf("known"), value: number, source: text, at: number }),
  unlimited: fields({ kind: oneOf("unlimited"), source: text, at: number }),
  unknown: fields({ kind: oneOf("unknown"), reason: text, source: text, at: number }),
});

const READING = fields<Reading>({
  device: text,
  at: number,
  used: FIGURE,
  available: FIGURE,
  total: FIGURE,
});

const REQUEST = fields<MemoryRequest>({
  kind: oneOf("acquire", "guard"),
  pool: text,
  key: optional(text),
  device: text,
  bytes: size,
  priority: score,
});

const BUDGET = fields<BudgetUse>({
  name: text,
  scope: SCOPE,
  of: text,
  limit: size,
  placed: size,
});

const RESULT = fields<ExpressionResult>({
  expression: text,
  outcome: OUTCOME,
  reason: optional(text),
  values: recordOf<ShownValue>(numberOr("unlimited", "unknown")),
});

const EVALUATION = fields<ListEvaluation>({
  list: text,
  scope: SCOPE,
  outcome: OUTCOME,
  reason: optional(text),
  results: listOf(RESULT),
});

const CANDIDATE = fields<Candidate>({
  id: text,
  bytes: size,
  credit: size,
  restoreMs: score,
  idleMs: number,
  worth: score,
});

const VERDICT = byKind<Verdict>({
  admit: fields({ kind: oneOf("admit") }),
  evict: fields({
    kind: oneOf("evict"),
    victims: listOf(text),
    reason: REASON,
    predicted: size,
    sufficient: truth,
  }),
  proceed: fields({ kind: oneOf("proceed"), unmet: listOf(text) }),
  wait: fields({ kind: oneOf("wait"), budget: BUDGET, missing: size, blockers: listOf(text) }),
  refuse: fields({ kind: oneOf("refuse"), limit: size, limitedBy: text }),
});

const PLACE = { seq: number, at: number } as const;
const OF_REQUEST = { ...PLACE, requestId: number } as const;
const RESIDENT = { ...PLACE, id: text, pool: text, key: text, device: text, bytes: size } as const;
const LOADING = { ...RESIDENT, ...OF_REQUEST } as const;
const LEASES = { ...PLACE, id: text, leases: number } as const;

type Entry<Kind extends JournalEntry["kind"]> = Extract<JournalEntry, { readonly kind: Kind }>;

/** By kind: what an entry of it is. */
export const ENTRY_SHAPES: ShapesByKind<JournalEntry> = {
  decision: fields<Entry<"decision">>({
    ...OF_REQUEST,
    kind: oneOf("decision"),
    request: REQUEST,
    reading: READING,
    budgets: listOf(BUDGET),
    evaluations: listOf(EVALUATION),
    policy: text,
    candidates: listOf(CANDIDATE),
    verdict: VERDICT,
  }),
  measured: fields<Entry<"measured">>({
    ...OF_REQUEST,
    kind: oneOf("measured"),
    device: text,
    predicted: size,
    measured: optional(number),
    reading: READING,
  }),
  "load-started": fields<Entry<"load-started">>({ ...LOADING, kind: oneOf("load-started") }),
  loaded: fields<Entry<"loaded">>({
    ...LOADING,
    kind: oneOf("loaded"),
    estimated: size,
    loadMs: number,
  }),
  resized: fields<Entry<"resized">>({
    ...LOADING,
    kind: oneOf("resized"),
    before: size,
    error: optional(text),
  }),
  "load-failed": fields<Entry<"load-failed">>({
    ...LOADING,
    kind: oneOf("load-failed"),
    error: text,
  }),
  evicted: fields<Entry<"evicted">>({
    ...RESIDENT,
    kind: oneOf("evicted"),
    requestId: optional(number),
    reason: REASON,
    error: optional(text),
  }),
  leased: fields<Entry<"leased">>({ ...LEASES, kind: oneOf("leased") }),
  released: fields<Entry<"released">>({ ...LEASES, kind: oneOf("released") }),
  abandoned: fields<Entry<"abandoned">>({ ...OF_REQUEST, kind: oneOf("abandoned"), error: text }),
};
