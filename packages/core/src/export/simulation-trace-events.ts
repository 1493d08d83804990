import type { SimulationResult } from "../remat/simulator/simulate.ts";
import type { Timeline, TimelineEvent } from "../remat/simulator/timeline.ts";
import { real } from "../remat/graph/columns.ts";
import type { Trace } from "../remat/trace/trace.ts";
import { OpenSpans, type SpanPlace } from "./open-spans.ts";
import { storageEvents, type StorageEvent } from "./storage-events.ts";
import {
  inOrderOfTime,
  type TraceArgs,
  type TraceEvent,
  type TraceEventFile,
} from "./trace-event.ts";

const PID = 1;
const OPERATORS = { pid: PID, tid: 1 } as const;
const EVICTIONS = { pid: PID, tid: 2 } as const;
const STORAGES = { pid: PID, tid: 3 } as const;

/**
 * A simulated run for a trace viewer: operators one after another on their track, storages as spans from allocation to
 * eviction, evictions as instants with their reason, and resident bytes as a counter beside the budget. Time is compute.
 */
export function simulationTraceEvents(
  { graph, operatorNames }: Trace,
  { events, result }: Timeline,
): TraceEventFile {
  const nameOf = (operator: number): string => operatorNames[operator] ?? `operator ${operator}`;
  const executions = executionsOf(events, nameOf);
  const storages = new StorageTracks(graph.bytes, result.budgetBytes, nameOf);
  for (const event of storageEvents(graph, events)) storages.take(event);
  return {
    displayTimeUnit: "ns",
    otherData: aboutRun(result),
    traceEvents: inOrderOfTime([...namesOf(result), ...executions, ...storages.finished()]),
  };
}

/** Everything but the wall time, so that one input always gives one file. */
function aboutRun(result: SimulationResult): TraceArgs {
  return Object.fromEntries(Object.entries(result).filter(([name]) => name !== "wallMs"));
}

function namesOf({ trace, policy, budgetBytes }: SimulationResult): readonly TraceEvent[] {
  const process = `${trace}, ${policy}, budget ${budgetBytes} bytes`;
  const thread = (track: typeof OPERATORS | typeof EVICTIONS | typeof STORAGES, name: string) =>
    ({ ph: "M", name: "thread_name", ...track, args: { name } }) as const;
  return [
    { ph: "M", name: "process_name", pid: PID, tid: 0, args: { name: process } },
    thread(OPERATORS, "operators"),
    thread(EVICTIONS, "evictions"),
    thread(STORAGES, "storages"),
  ];
}

/** Only executions take time, so one begins when the last one ended. */
function executionsOf(
  events: readonly TimelineEvent[],
  nameOf: (operator: number) => string,
): readonly TraceEvent[] {
  let startNs = 0;
  return events.flatMap((event) => {
    if (event.kind === "evict") return [];
    const { kind, operator, timeNs } = event;
    const span = { ts: startNs / 1000, dur: (timeNs - startNs) / 1000 };
    startNs = timeNs;
    const cat = kind === "remat" ? "recomputed" : "run";
    const args = { operator, recomputed: kind === "remat" };
    return [{ ph: "X", name: nameOf(operator), cat, ...OPERATORS, ...span, args } as const];
  });
}

class StorageTracks {
  readonly #events: TraceEvent[] = [];
  readonly #spans = new OpenSpans();
  readonly #names = new Map<number, string>();
  readonly #bytes: Float64Array;
  readonly #budgetBytes: number;
  readonly #nameOf: (operator: number) => string;
  #resident = 0;
  #latest = 0;

  constructor(bytes: Float64Array, budgetBytes: number, nameOf: (operator: number) => string) {
    this.#bytes = bytes;
    this.#budgetBytes = budgetBytes;
    this.#nameOf = nameOf;
  }

  finished(): readonly TraceEvent[] {
    return [...this.#events, ...this.#spans.endAll(this.#latest)];
  }

  take(event: StorageEvent): void {
    const ts = event.timeNs / 1000;
    this.#latest = Math.max(this.#latest, ts);
    const bytes = real(this.#bytes, event.storage);
    this.#resident += event.kind === "alloc" ? bytes : -bytes;
    if (event.kind === "alloc") this.#allocated(event, bytes, ts);
    else this.#freed(event, bytes, ts);
    const args = { resident: this.#resident, budget: this.#budgetBytes };
    this.#events.push({ ph: "C", name: "bytes", cat: "memory", ...STORAGES, tid: 0, ts, args });
  }

  #allocated(
    { storage, operator, execution }: StorageEvent & { readonly kind: "alloc" },
    bytes: number,
    ts: number,
  ): void {
    const name = this.#nameOf(operator);
    this.#names.set(storage, name);
    const args = { storage, operator, execution, bytes };
    this.#events.push(this.#spans.begin(name, placeOf(storage), ts, args));
  }

  #freed(
    { storage, reason }: StorageEvent & { readonly kind: "free" },
    bytes: number,
    ts: number,
  ): void {
    const name = this.#names.get(storage) ?? "";
    const place = placeOf(storage);
    if (reason === "duplicate") {
      this.#events.push(...this.#spans.end(name, place, ts, { reason }));
      return;
    }
    this.#events.push(...this.#spans.endOutermost(place, ts, { reason }));
    const instant = {
      name: `evicted ${name}: ${reason}`,
      cat: `eviction,${reason}`,
      s: "t",
    } as const;
    this.#events.push({ ph: "i", ...instant, ...EVICTIONS, ts, args: { storage, bytes, reason } });
  }
}

function placeOf(storage: number): SpanPlace {
  return { ...STORAGES, cat: "storage", id: String(storage) };
}
