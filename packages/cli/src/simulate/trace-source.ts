import { codeOf, suggest } from "@spillway/core";
import { readTraceBytes, shippedTrace, shippedTraceNames, type Trace } from "@spillway/core/remat";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Host } from "../host.ts";
import { InputError } from "../failure/cli-errors.ts";

/** Where standard input is read, until the signal ends that. */
export interface TraceInput {
  readonly host: Host;
  readonly signal: AbortSignal;
}

/**
 * Reads a trace from a file or, where that is given, from standard input; or makes the shipped one of that name.
 * @throws InputError, TraceError, and the signal's reason after an abort.
 */
export async function openTrace(name: string, cwd: string, input?: TraceInput): Promise<Trace> {
  if (name === "-" && input !== undefined) return readStandardInput(input);
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

async function readStandardInput({ host, signal }: TraceInput): Promise<Trace> {
  const content = await host.readStdin(signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
  return readTraceBytes(content, "standard input");
}

function unreadable(name: string, cause: unknown): InputError {
  const near = suggest(name, shippedTraceNames);
  return new InputError(name, `the trace cannot be read (${codeOf(cause)})`, {
    cause,
    details: [`traces that ship: ${shippedTraceNames.join(", ")}`],
    hint: `spillway simulate ${near ?? "resnet"}`,
  });
}
