import { formatBytes } from "@spillway/core";
import type { MemoryRequest } from "@spillway/core";
import { html } from "./html.ts";
import type { Html } from "./html.ts";

/** What was asked: `120 MB for depth on host`. */
export function requestText({ kind, key, pool, device, bytes }: MemoryRequest): Html {
  const wanted = html`<b>${formatBytes(bytes)}</b> on ${device}`;
  if (kind === "guard") return html`a guard of <code>${pool}</code> for ${wanted}`;
  return html`<code>${key ?? pool}</code> for ${wanted}`;
}
