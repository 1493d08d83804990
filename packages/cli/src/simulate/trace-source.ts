import {
  readTraceBytes,
  shippedTrace,
  shippedTraceNames,
  suggest,
  type Trace,
} from "@spillway/core";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { InputError } from "../failure/cli-errors.ts";
import { codeOf } from "../terminal/system-error.ts";

/** Reads a trace from a file, or makes the shipped one of that name. @throws InputError, TraceError */
export async function openTrace(name: string, cwd: string): Promise<Trace> {
  try {
    return await readTraceBytes(await readFile(resolve(cwd, name)), name);
  } catch (cause) {
    if (codeOf(cause) !== "ENOENT") {
      if (cause instanceof Error && "syscall" in cause) throw unreadable(name, cause);
      throw cause;
    }
    const shipped = shippedTrace(name);
    if (shipped !== undefined) return shipped;
    throw unreadable(name, cause);
  }
}

function unreadable(name: string, cause: unknown): InputError {
  const near = suggest(name, shippedTraceNames);
  return new InputError(name, `the trace cannot be read (${codeOf(cause)})`, {
    cause,
    details: [`traces that ship: ${shippedTraceNames.join(", ")}`],
    hint: `spillway simulate ${near ?? "resnet"}`,
  });
}
