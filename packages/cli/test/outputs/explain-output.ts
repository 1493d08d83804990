import { z } from "zod";
import { decisionOutput } from "./decision-output.ts";

export const explainOutput = z
  .array(decisionOutput)
  .describe("what `spillway explain JOURNAL --json` prints");

export const explainCodeOutput = z
  .strictObject({ code: z.string(), text: z.string().describe("Markdown") })
  .describe("what `spillway explain ERR_CODE --json` prints");
