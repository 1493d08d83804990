import { z } from "zod";
import { runOutput } from "./decision-output.ts";
import { errorOutput } from "./error-output.ts";

const role = z.enum(["prompt", "negative", "second", "secondNegative"]);
const span = z.strictObject({ start: z.int(), end: z.int() });
const token = z.strictObject({ id: z.int(), text: z.string(), weight: z.number(), span });

export const promptOutput = z
  .strictObject({
    prompts: z.array(
      z.strictObject({
        prompt: z.string(),
        output: z.string().optional(),
        shapes: z
          .record(z.string(), z.array(z.int()))
          .optional()
          .describe("by the tensor's name in the file"),
        tokens: z
          .array(
            z.strictObject({
              role,
              encoder: z.string(),
              blocks: z.array(z.array(token)).describe("without start, end and padding"),
            }),
          )
          .optional(),
        warnings: z
          .array(z.strictObject({ role, code: z.string(), message: z.string(), span }))
          .optional(),
        notes: z.array(z.string()).optional(),
        runs: z.int().optional().describe("of text encoders"),
        error: errorOutput.shape.error.optional(),
      }),
    ),
    ...runOutput,
  })
  .describe("what `spillway prompt --json` prints");
