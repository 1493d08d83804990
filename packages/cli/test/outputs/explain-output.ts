import { z } from "zod";
import { decisionOutput, evictedOutput } from "./decision-output.ts";

export const explainOutput = z
  .strictObject({
    command: z.string().describe("what made the journal, as a user would type it"),
    startedAt: z.string().describe("ISO 8601"),
    complete: z.boolean().describe("false where the last line is cut off"),
    decisions: z.array(decisionOutput),
    unaskedEvictions: z
      .array(evictedOutput)
      .describe("who left though no request asked for room, before the end of the run"),
    trace: z.string().optional().describe("the file that was written"),
  })
  .describe("what `spillway explain JOURNAL --json` prints");

export const explainCodeOutput = z
  .strictObject({ code: z.string(), text: z.string().describe("Markdown") })
  .describe("what `spillway explain ERR_CODE --json` prints");
