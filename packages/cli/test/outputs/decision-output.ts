import { z } from "zod";

const figure = z.looseObject({
  kind: z.enum(["known", "unlimited", "unknown"]),
  value: z.number().optional(),
  source: z.string(),
  at: z.number(),
});

const reading = z.strictObject({
  device: z.string(),
  at: z.number(),
  used: figure,
  available: figure,
  total: figure,
});

const evaluation = z.looseObject({
  list: z
    .string()
    .describe("the documented constant, such as IMAGE_PROCESSOR_CACHE_GC_CONSTRAINTS"),
  scope: z.enum(["device", "pool"]),
  outcome: z.enum(["met", "not-met", "unknown"]),
  results: z.array(
    z.looseObject({
      expression: z.string(),
      outcome: z.enum(["met", "not-met", "unknown"]),
      reason: z.string().optional(),
      values: z.record(z.string(), z.union([z.number(), z.enum(["unlimited", "unknown"])])),
    }),
  ),
});

/** A resident that left memory. */
export const evictedOutput = z.looseObject({
  kind: z.literal("evicted"),
  id: z.string(),
  pool: z.string(),
  key: z.string(),
  device: z.string(),
  reason: z.string(),
  bytes: z.number(),
  at: z.number(),
});

/** One decision with what came of it. Bytes and milliseconds. */
export const decisionOutput = z.strictObject({
  requestId: z.number().describe("decisions of one acquire or guard share it"),
  at: z.number().describe("milliseconds on the clock of the run"),
  request: z.looseObject({
    kind: z.enum(["acquire", "guard"]),
    pool: z.string(),
    key: z.string().optional(),
    device: z.string(),
    bytes: z.number(),
    priority: z.number().nullable().describe("null for one without end"),
  }),
  reading,
  budgets: z.array(
    z.looseObject({
      name: z.string(),
      scope: z.enum(["device", "pool"]),
      of: z.string().describe("the device or the pool that it caps"),
      limit: z.number(),
      placed: z.number(),
    }),
  ),
  evaluations: z.array(evaluation),
  policy: z.string(),
  candidates: z
    .array(
      z.looseObject({
        id: z.string(),
        bytes: z.number(),
        credit: z.number(),
        restoreMs: z.number().nullable().describe("null for one without end"),
        idleMs: z.number(),
        worth: z.number().nullable().describe("null for an infinite worth"),
      }),
    )
    .describe("who could go, in the order of eviction"),
  verdict: z.looseObject({ kind: z.enum(["admit", "evict", "proceed", "wait", "refuse"]) }),
  evicted: z.array(evictedOutput).describe("who left memory for it"),
  measured: z
    .looseObject({ predicted: z.number(), measured: z.number().optional() })
    .optional()
    .describe("bytes that the device gave back"),
  load: z
    .looseObject({ kind: z.enum(["loaded", "failed"]) })
    .optional()
    .describe("what became of the load, on the last decision of its request"),
  otherEvictions: z.array(evictedOutput).optional().describe("who left outside of a decision"),
  abandoned: z.string().optional().describe("why it gave up waiting"),
});

/** What every governed run tells beside its results. */
export const runOutput = {
  decisions: z.array(decisionOutput),
  unaskedEvictions: z
    .array(evictedOutput)
    .describe("who left though no request asked for room, before the end of the run"),
  journal: z.string().optional().describe("the file that was written"),
  report: z.string().optional().describe("the file that was written"),
  trace: z.string().optional().describe("the file that was written"),
};
