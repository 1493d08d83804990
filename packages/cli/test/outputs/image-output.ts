import { z } from "zod";
import { runOutput } from "./decision-output.ts";
import { errorOutput } from "./error-output.ts";

export const imageOutput = z
  .strictObject({
    error: errorOutput.shape.error
      .optional()
      .describe("what ended the run before its last input; `inputs` are those before it"),
    inputs: z.array(
      z.strictObject({
        input: z.string().describe("as it was typed, or found in a folder or by a pattern"),
        outputs: z.array(
          z.strictObject({
            path: z.string(),
            width: z.number(),
            height: z.number(),
            bytes: z.number(),
          }),
        ),
        error: errorOutput.shape.error.optional(),
      }),
    ),
    ...runOutput,
  })
  .describe("what `spillway image --json` prints");
