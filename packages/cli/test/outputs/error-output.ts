import { z } from "zod";

export const errorOutput = z
  .strictObject({
    error: z.strictObject({
      code: z
        .string()
        .regex(/^ERR_[A-Z_]+$/)
        .describe("stable; docs/errors.md lists them all"),
      message: z.string(),
      details: z.array(z.string()).describe("facts, excerpts and carets, one a line"),
      fields: z
        .record(z.string(), z.unknown())
        .describe("the error's own numbers, names and paths"),
      hint: z.string().optional().describe("what to do or to type next"),
    }),
  })
  .describe(
    "what every command prints on standard output with --json when it fails as a whole; `spillway image` that a signal ends prints what image.json describes",
  );
