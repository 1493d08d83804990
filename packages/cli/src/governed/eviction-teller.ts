import { formatBytes, type DecisionEvent, type JournalEntry } from "@spillway/core";
import { evictionReason } from "../explain/eviction-reason.ts";
import { residentName } from "../explain/resident-name.ts";

/** Turns journal entries, as they happen, into a line for each eviction that made room. */
export class EvictionTeller {
  readonly #decisions = new Map<number, DecisionEvent>();

  /** The line for an entry; undefined for entries that are no eviction, or one at the end of the run. */
  tell(entry: JournalEntry): string | undefined {
    if (entry.kind === "decision") this.#decisions.set(entry.requestId, entry);
    if (entry.kind !== "evicted" || entry.reason === "closed") return undefined;
    const { requestId, key, bytes } = entry;
    const decision = requestId === undefined ? undefined : this.#decisions.get(requestId);
    const reason = evictionReason(entry, decision);
    return `evicted ${residentName(key)} (${formatBytes(bytes)}): ${reason}`;
  }
}
