import { z } from "zod";

const outcome = z.enum(["met", "not-met", "unknown"]);

export const checkOutput = z
  .strictObject({
    met: z.boolean().describe("true only when the list is known to be met"),
    outcome,
    device: z.string(),
    results: z.array(
      z.strictObject({
        expression: z.string(),
        outcome,
        reason: z.string().optional().describe("why it is unknown"),
        values: z
          .record(z.string(), z.union([z.number(), z.enum(["unlimited", "unknown"])]))
          .describe("by canonical name: what the expression reads, in bytes or per cent"),
      }),
    ),
  })
  .describe("what `spillway check --json` prints");
