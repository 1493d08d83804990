/** What an event says beside its name. */
export type TraceArgs = Readonly<Record<string, unknown>>;

interface OnTrack {
  readonly name: string;
  /** A process in the viewer: a device, or a simulated run. */
  readonly pid: number;
  /** A thread in the viewer: a pool, or a kind of event. */
  readonly tid: number;
}

interface AtTime extends OnTrack {
  /** Comma-separated, to filter by. */
  readonly cat: string;
  /** Microseconds since the start; fractions count. */
  readonly ts: number;
}

/** Names a process or a thread. */
export interface MetadataTraceEvent extends OnTrack {
  readonly ph: "M";
  readonly args: { readonly name: string };
}

/** Work that takes its whole track: two of one track never overlap. */
export interface CompleteTraceEvent extends AtTime {
  readonly ph: "X";
  readonly dur: number;
  readonly args: TraceArgs;
}

/** The begin or the end of a span that may overlap others. Those of one category and id nest like brackets. */
export interface AsyncTraceEvent extends AtTime {
  readonly ph: "b" | "e";
  readonly id: string;
  readonly args: TraceArgs;
}

/** A moment. */
export interface InstantTraceEvent extends AtTime {
  readonly ph: "i";
  /** Thread. */
  readonly s: "t";
  readonly args: TraceArgs;
}

/** Numbers that hold from here on, drawn as one stack. */
export interface CounterTraceEvent extends AtTime {
  readonly ph: "C";
  readonly args: Readonly<Record<string, number>>;
}

/** One end of an arrow from a cause to its effect. */
export interface FlowTraceEvent extends AtTime {
  readonly ph: "s" | "f";
  readonly id: string;
  /** An arrow ends at what begins or happens there. */
  readonly bp?: "e";
}

/** An event of Chrome's Trace Event Format, of the phases that Perfetto reads too. */
export type TraceEvent =
  | MetadataTraceEvent
  | CompleteTraceEvent
  | AsyncTraceEvent
  | InstantTraceEvent
  | CounterTraceEvent
  | FlowTraceEvent;

/** A file that ui.perfetto.dev and chrome://tracing open. */
export interface TraceEventFile {
  readonly displayTimeUnit: "ms" | "ns";
  /** About the whole recording. */
  readonly otherData: TraceArgs;
  /** Names first, then in order of time. */
  readonly traceEvents: readonly TraceEvent[];
}

/** The content of the file, one event on each line. */
export function traceEventText({
  displayTimeUnit,
  otherData,
  traceEvents,
}: TraceEventFile): string {
  const head = JSON.stringify({ displayTimeUnit, otherData }).slice(0, -1);
  const lines = traceEvents.map((event) => JSON.stringify(event));
  return `${head},"traceEvents":[\n${lines.join(",\n")}\n]}\n`;
}

/** Names first, the others in order of time; those of one time stay in the order in which they were made. */
export function inOrderOfTime(events: readonly TraceEvent[]): readonly TraceEvent[] {
  return events.toSorted((a, b) => timeOf(a) - timeOf(b));
}

function timeOf(event: TraceEvent): number {
  return event.ph === "M" ? -Infinity : event.ts;
}
