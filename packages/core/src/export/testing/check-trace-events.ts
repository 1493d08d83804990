/** A file in Chrome's Trace Event Format as it was read back, checked. */
export interface CheckedTrace {
  readonly events: readonly RawEvent[];
  /** The names of processes and threads. */
  readonly named: ReadonlySet<string>;
  readonly of: (phase: string) => readonly RawEvent[];
}

export interface RawEvent {
  readonly ph: string;
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly id: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * Reads the text of a trace and holds it to what viewers rely on: phases that Perfetto knows, times that never fall, spans
 * that pair and nest, counters of numbers, arrows with both ends, and no two complete events of one track that overlap.
 * @throws Error naming the event that breaks a rule
 */
export function checkTraceEvents(text: string): CheckedTrace {
  const file = JSON.parse(text) as { readonly traceEvents: readonly RawEvent[] };
  const events = file.traceEvents;
  checkShapes(events);
  checkTimes(events);
  checkSpans(events);
  checkTracks(events);
  checkArrows(events);
  const of = (phase: string) => events.filter(({ ph }) => ph === phase);
  const named = new Set(of("M").map(({ args }) => String(args["name"])));
  return { events, named, of };
}

function broken(rule: string, event: RawEvent): Error {
  return new Error(`${rule}: ${JSON.stringify(event)}`);
}

function checkShapes(events: readonly RawEvent[]): void {
  for (const event of events) {
    if (!"MXbeiCsf".includes(event.ph)) throw broken("unknown phase", event);
    if (![event.pid, event.tid].every(Number.isInteger)) throw broken("no track", event);
    if (event.ph === "M") continue;
    if (!Number.isFinite(event.ts) || event.ts < 0) throw broken("no time", event);
    if (typeof event.cat !== "string" || event.cat === "") throw broken("no category", event);
    if (event.ph !== "C") continue;
    const values = Object.values(event.args);
    if (values.length === 0 || !values.every(Number.isFinite)) throw broken("no numbers", event);
  }
}

function checkTimes(events: readonly RawEvent[]): void {
  let latest = -Infinity;
  for (const event of events) {
    if (event.ph === "M") continue;
    if (event.ts < latest) throw broken("time falls", event);
    latest = event.ts;
  }
}

function checkSpans(events: readonly RawEvent[]): void {
  const open = new Map<string, string[]>();
  for (const event of events) {
    const key = `${event.pid} ${event.cat} ${event.id}`;
    const stack = open.get(key) ?? [];
    open.set(key, stack);
    if (event.ph === "b") stack.push(event.name);
    if (event.ph === "e" && stack.pop() !== event.name) throw broken("an end without begin", event);
  }
  for (const [key, names] of open) {
    if (names.length > 0) throw new Error(`a begin without end: ${key} ${names.join()}`);
  }
}

/** In whole nanoseconds, as Perfetto keeps time. */
function checkTracks(events: readonly RawEvent[]): void {
  const ends = new Map<string, number>();
  for (const event of events) {
    if (event.ph !== "X") continue;
    if (!(event.dur >= 0)) throw broken("no duration", event);
    const track = `${event.pid} ${event.tid}`;
    const start = Math.round(event.ts * 1000);
    if (start < (ends.get(track) ?? 0)) throw broken("two overlap", event);
    ends.set(track, start + Math.round(event.dur * 1000));
  }
}

function checkArrows(events: readonly RawEvent[]): void {
  const started = new Set(events.filter(({ ph }) => ph === "s").map(({ id }) => id));
  const ended = new Set(events.filter(({ ph }) => ph === "f").map(({ id }) => id));
  for (const event of events) {
    if (event.ph === "s" && !ended.has(event.id)) throw broken("an arrow to nowhere", event);
    if (event.ph === "f" && !started.has(event.id)) throw broken("an arrow from nowhere", event);
  }
}
