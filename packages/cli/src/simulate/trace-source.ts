import { codeOf, suggest } from "@spillway/core";
import { readTraceBytes, shippedTrace, shippedTraceNames, type Trace } from "@spillway/core/remat";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Host } from "../host.ts";
import { InputError } from "../failure/cli-errors.ts";

/** Reads a trace from a file or, on a host, from standard input; or makes the shipped one of that name. @throws InputError, TraceError */
export async function openTrace(name: string, cwd: string, host?: Host): Promise<Trace> {
  if (name === "-" && host !== undefined) {
    return readTraceBytes(await host.readStdin(), "standard input");
  }
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
