import { z } from "zod";

const bytes = z.int().nonnegative();

export const simulateOutput = z
  .array(
    z.strictObject({
      trace: z.string(),
      policy: z.string(),
      recursion: z.enum(["paper", "frontier"]),
      ratio: z.number().describe("budget over baseline peak"),
      budgetBytes: bytes,
      result: z.enum(["ok", "oom", "thrash"]),
      overhead: z.number().describe("all compute over base compute"),
      evictions: z.int().nonnegative().describe("by pressure, and when a last handle went"),
      rematNs: z.number().nonnegative(),
      peakBytes: bytes,
      baselineBytes: bytes,
      baseNs: z.number().nonnegative(),
      wallMs: z.number().nonnegative(),
      failure: z
        .strictObject({
          why: z.enum(["nothing-left-to-evict", "thrashing", "budget-too-small"]),
          operator: z.int().optional(),
          operatorName: z.string().optional(),
          neededBytes: bytes.optional(),
          smallestBudgetBytes: bytes,
        })
        .optional()
        .describe("the figures of a run that failed are those up to the failure"),
    }),
  )
  .describe("what `spillway simulate --json` prints");
