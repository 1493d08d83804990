import { InterruptedError } from "./cli-errors.ts";

/** How the command ends. */
export const EXIT = {
  done: 0,
  /** The job itself failed. */
  failed: 1,
  /** Bad usage or bad input. */
  badInput: 2,
} as const;

/** Errors that the user mends by changing what was typed or given; every other one is a job that failed. */
const BAD_INPUT: ReadonlySet<string> = new Set([
  "ERR_BYTE_SIZE",
  "ERR_CONFIG",
  "ERR_EMBEDDING_SIZE",
  "ERR_EXPRESSION",
  "ERR_IMAGE_SIZE",
  "ERR_INPUT",
  "ERR_JOURNAL",
  "ERR_ONNX_MODEL",
  "ERR_OUTPUT",
  "ERR_PICTURE",
  "ERR_PLUGIN_ARGUMENT",
  "ERR_PLUGIN_DEFINITION",
  "ERR_PLUGIN_DUPLICATE",
  "ERR_PLUGIN_MODULE",
  "ERR_PLUGIN_NOT_FOUND",
  "ERR_PLUGIN_URI",
  "ERR_PROMPT_MODEL",
  "ERR_PROMPT_SYNTAX",
  "ERR_PROMPT_WEIGHT",
  "ERR_PROMPT_WEIGHTER",
  "ERR_REMAT_POLICY",
  "ERR_SAFETENSORS",
  "ERR_TRACE",
  "ERR_UNKNOWN_DEVICE",
  "ERR_UNKNOWN_POLICY",
  "ERR_UPSCALER_MODEL",
  "ERR_USAGE",
]);

/** 128 + the number of the signal, as shells have it. */
const SIGNALLED = { SIGINT: 130, SIGTERM: 143 } as const;

/** The exit code of a batch whose items failed with these errors: 2 where all are bad input, 1 where a job failed. */
export function batchExitCode(errors: readonly unknown[]): number {
  const codes = errors.map(exitCodeOf);
  return codes.includes(EXIT.failed) ? EXIT.failed : (codes[0] ?? EXIT.done);
}

/** The exit code that an error ends the command with. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptedError) return SIGNALLED[error.signal];
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return BAD_INPUT.has(code) ? EXIT.badInput : EXIT.failed;
}
