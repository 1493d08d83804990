import { readSimrd } from "./read-simrd.ts";
import { readSpillwayTrace, SPILLWAY_FORMAT } from "./spillway-format.ts";
import type { Trace } from "./trace.ts";
import { TraceError } from "./trace-error.ts";

/** Reads a trace of either format, told apart by the first line. @throws TraceError with line and column. */
export function readTrace(text: string, file: string): Trace {
  const end = text.indexOf("\n");
  const first = end === -1 ? text : text.slice(0, end);
  return first.includes(SPILLWAY_FORMAT) ? readSpillwayTrace(text, file) : readSimrd(text, file);
}

/**
 * Reads a trace from the bytes of a file, plain or gzipped. `file` is for error messages.
 * @throws TraceError with line and column; for a damaged gzip, those at which its text ends.
 */
export async function readTraceBytes(bytes: Uint8Array, file: string): Promise<Trace> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return readTrace(isGzip ? await gunzipped(bytes, file) : new TextDecoder().decode(bytes), file);
}

async function gunzipped(bytes: Uint8Array, file: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const plain: ReadableStream<Uint8Array> = new Blob([bytes.slice()])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const reader = plain.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
    }
  } catch (cause) {
    throw new TraceError("the gzip data is damaged or cut short", file, endOf(text), { cause });
  }
  return text + decoder.decode();
}

function endOf(text: string): { readonly line: number; readonly column: number } {
  const line = text.split("\n").length;
  return { line, column: text.length - text.lastIndexOf("\n") };
}
