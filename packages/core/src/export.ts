export { dotGraph } from "./export/dot-graph.ts";
export { journalTraceEvents } from "./export/journal-trace-events.ts";
export type { JournalTraceOptions } from "./export/journal-trace-events.ts";
export { pytorchSnapshot } from "./export/pytorch-snapshot.ts";
export { simulationTraceEvents } from "./export/simulation-trace-events.ts";
export { traceEventText } from "./export/trace-event.ts";
export type {
  AsyncTraceEvent,
  CompleteTraceEvent,
  CounterTraceEvent,
  FlowTraceEvent,
  InstantTraceEvent,
  MetadataTraceEvent,
  TraceArgs,
  TraceEvent,
  TraceEventFile,
} from "./export/trace-event.ts";
