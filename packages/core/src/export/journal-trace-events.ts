import type {
  AbandonedEvent,
  DecisionEvent,
  EvictedEvent,
  JournalEntry,
  LeasedEvent,
  LoadedEvent,
  LoadFailedEvent,
  LoadStartedEvent,
  MeasuredEvent,
  ReleasedEvent,
  ResizedEvent,
} from "../residency/journal-entry.ts";
import type { Figure, Reading } from "../probe/reading.ts";
import { JournalTracks } from "./journal-tracks.ts";
import { OpenSpans, type SpanPlace } from "./open-spans.ts";
import {
  inOrderOfTime,
  type TraceArgs,
  type TraceEvent,
  type TraceEventFile,
} from "./trace-event.ts";

/** How a journal is shown. */
export interface JournalTraceOptions {
  /** What the recording says of itself, such as its command. */
  readonly about?: TraceArgs | undefined;
  /** A resident's name for people, from its key; the key itself unless stated. */
  readonly nameOf?: ((key: string) => string) | undefined;
}

/**
 * A governed run for a trace viewer: a process for each device, a thread for each pool. A resident is a span from the
 * reservation of its bytes to its eviction, with its load and its leases inside; bytes are counters, one series for each
 * pool; every decision and every eviction is an instant with its reason, an arrow leading from one to the other.
 */
export function journalTraceEvents(
  entries: readonly JournalEntry[],
  { about = {}, nameOf = (key) => key }: JournalTraceOptions = {},
): TraceEventFile {
  const recording = new Recording(entries[0]?.at ?? 0, nameOf);
  for (const entry of entries) recording.take(entry);
  return { displayTimeUnit: "ms", otherData: about, traceEvents: recording.finished() };
}

/** Where a resident is drawn, and under which name. */
interface Drawn {
  readonly name: string;
  readonly place: SpanPlace;
}

type OfResident = Pick<LoadStartedEvent, "id" | "pool" | "key" | "device">;
type Leaving = Omit<OfResident, "key"> & { readonly bytes: number };

interface Decided {
  readonly ts: number;
  readonly device: string;
  readonly pool: string;
  readonly victims: readonly string[];
}

class Recording {
  readonly #events: TraceEvent[] = [];
  readonly #tracks = new JournalTracks();
  readonly #spans = new OpenSpans();
  readonly #drawn = new Map<string, Drawn>();
  readonly #decided = new Map<number, Decided>();
  readonly #start: number;
  readonly #nameOf: (key: string) => string;
  #latest = 0;

  constructor(start: number, nameOf: (key: string) => string) {
    this.#start = start;
    this.#nameOf = nameOf;
  }

  finished(): readonly TraceEvent[] {
    const events = [...this.#tracks.names(), ...this.#events, ...this.#spans.endAll(this.#latest)];
    return inOrderOfTime(events);
  }

  take(entry: JournalEntry): void {
    // A clock that was set back must not make a span end before it began.
    const ts = Math.max(this.#latest, microseconds(entry.at - this.#start));
    this.#latest = ts;
    switch (entry.kind) {
      case "decision":
        this.#decision(entry, ts);
        return;
      case "measured":
        this.#measured(entry, ts);
        return;
      case "load-started":
        this.#loadStarted(entry, ts);
        return;
      case "loaded":
        this.#loaded(entry, ts);
        return;
      case "load-failed":
        this.#loadFailed(entry, ts);
        return;
      case "resized":
        this.#resized(entry, ts);
        return;
      case "evicted":
        this.#evicted(entry, ts);
        return;
      case "leased":
        this.#leased(entry, ts);
        return;
      case "released":
        this.#released(entry, ts);
        return;
      case "abandoned":
        this.#abandoned(entry, ts);
        return;
    }
  }

  #decision(entry: DecisionEvent, ts: number): void {
    const { request, reading, verdict, requestId, budgets, evaluations, policy, candidates } =
      entry;
    const { device, pool, key } = request;
    const victims = verdict.kind === "evict" ? verdict.victims : [];
    this.#decided.set(requestId, { ts, device, pool, victims });
    const asked = key === undefined ? request.kind : `${request.kind} ${this.#nameOf(key)}`;
    const args = { requestId, request, verdict, reading, budgets, evaluations, policy, candidates };
    this.#instant({ device, pool }, "decision", `${verdict.kind}: ${asked}`, ts, args);
    this.#reading(reading, ts);
  }

  #measured({ device, predicted, measured, reading }: MeasuredEvent, ts: number): void {
    const args = { predicted, measured: measured ?? "not measurable" };
    this.#instant({ device, pool: "measurements" }, "measurement", "measured", ts, args);
    this.#reading(reading, ts);
  }

  #loadStarted(entry: LoadStartedEvent, ts: number): void {
    const drawn = this.#introduce(entry, entry.bytes, ts);
    const args = { estimated: entry.bytes, requestId: entry.requestId };
    this.#events.push(this.#spans.begin("load", drawn.place, ts, args));
  }

  /** Begins a resident's span. */
  #introduce({ id, pool, device, key }: OfResident, bytes: number, ts: number): Drawn {
    const place = { ...this.#tracks.track(device, pool), cat: "resident", id };
    const drawn = { name: this.#nameOf(key), place };
    this.#drawn.set(id, drawn);
    this.#events.push(this.#spans.begin(drawn.name, place, ts, { key, pool, device }));
    this.#events.push(this.#tracks.counted(device, pool, bytes, ts));
    return drawn;
  }

  #loaded(entry: LoadedEvent, ts: number): void {
    const { id, pool, device, bytes, estimated, loadMs } = entry;
    const drawn = this.#drawn.get(id);
    // The begin of the load is lost where a journal keeps its newest entries alone.
    if (drawn === undefined) {
      this.#introduce(entry, bytes, ts);
      return;
    }
    this.#events.push(...this.#spans.end("load", drawn.place, ts, { bytes, estimated, loadMs }));
    this.#events.push(this.#tracks.counted(device, pool, bytes - estimated, ts));
  }

  #loadFailed(entry: LoadFailedEvent, ts: number): void {
    this.#leave(entry, ts, { error: entry.error });
  }

  #evicted(entry: EvictedEvent, ts: number): void {
    const { key, bytes, reason, requestId, error } = entry;
    const args = { reason, bytes, key, requestId, error };
    this.#arrow(entry, ts);
    this.#instant(entry, "eviction", `evicted ${this.#nameOf(key)}: ${reason}`, ts, args);
    this.#leave(entry, ts, { reason, bytes });
  }

  /** Ends a resident's span, with its load and its leases. */
  #leave({ id, pool, device, bytes }: Leaving, ts: number, args: TraceArgs): void {
    const drawn = this.#drawn.get(id);
    if (drawn === undefined) return;
    this.#drawn.delete(id);
    this.#events.push(...this.#spans.endOutermost(drawn.place, ts, args));
    this.#events.push(this.#tracks.counted(device, pool, -bytes, ts));
  }

  /** From the decision that named the victim to its eviction. */
  #arrow({ id, device, pool, requestId }: EvictedEvent, ts: number): void {
    const decided = requestId === undefined ? undefined : this.#decided.get(requestId);
    if (decided?.victims.includes(id) !== true) return;
    const arrow = { name: "makes room", cat: "eviction", id: `${requestId} ${id}` };
    const from = this.#tracks.track(decided.device, decided.pool);
    this.#events.push({ ph: "s", ...arrow, ...from, ts: decided.ts });
    this.#events.push({ ph: "f", bp: "e", ...arrow, ...this.#tracks.track(device, pool), ts });
  }

  #resized({ id, pool, device, bytes, before }: ResizedEvent, ts: number): void {
    if (!this.#drawn.has(id)) return;
    this.#events.push(this.#tracks.counted(device, pool, bytes - before, ts));
  }

  #leased({ id, leases }: LeasedEvent, ts: number): void {
    const drawn = this.#drawn.get(id);
    if (drawn === undefined) return;
    this.#events.push(this.#spans.begin("lease", drawn.place, ts, { leases }));
  }

  #released({ id, leases }: ReleasedEvent, ts: number): void {
    const drawn = this.#drawn.get(id);
    if (drawn === undefined) return;
    this.#events.push(...this.#spans.end("lease", drawn.place, ts, { leases }));
  }

  #abandoned({ requestId, error }: AbandonedEvent, ts: number): void {
    const { device = "host", pool = "requests" } = this.#decided.get(requestId) ?? {};
    this.#instant({ device, pool }, "decision", "gave up waiting", ts, { requestId, error });
  }

  #instant(
    { device, pool }: Pick<OfResident, "device" | "pool">,
    cat: string,
    name: string,
    ts: number,
    args: TraceArgs,
  ): void {
    this.#events.push({
      ph: "i",
      s: "t",
      name,
      cat,
      ...this.#tracks.track(device, pool),
      ts,
      args,
    });
  }

  #reading({ device, used, available }: Reading, ts: number): void {
    const args = Object.fromEntries([
      ...knownValue("used", used),
      ...knownValue("available", available),
    ]);
    if (Object.keys(args).length === 0) return;
    const on = { pid: this.#tracks.pid(device), tid: 0 };
    this.#events.push({ ph: "C", name: `reading of ${device}`, cat: "memory", ...on, ts, args });
  }
}

function knownValue(name: string, figure: Figure): readonly (readonly [string, number])[] {
  return figure.kind === "known" ? [[name, figure.value]] : [];
}

/** To the nanosecond, so that no digits of a float's noise are written. */
function microseconds(ms: number): number {
  return Math.round(ms * 1e6) / 1e3;
}
