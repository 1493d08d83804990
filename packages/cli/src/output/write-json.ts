import type { OutputStream } from "../host.ts";

/** Writes the one JSON document that a command prints. */
export function writeJson(stream: OutputStream, document: unknown): void {
  stream.write(`${JSON.stringify(document, undefined, 2)}\n`);
}
