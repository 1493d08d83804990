import {
  prepareTrace,
  residualNetwork,
  simulate,
  warmUp,
  type PreparedTrace,
  type SimulationOptions,
  type SimulationResult,
  type Trace,
} from "@spillway/core/remat";
import type { SimulationJob } from "./worker-messages.ts";

/** Milliseconds of runs that are thrown away. */
const WARM_UP_MS = 150;

/** Runs jobs in this thread, and prepares each trace once. */
export class JobRunner {
  readonly #open: (trace: string) => Promise<Trace>;
  readonly #warm = new Set<string>();
  #exercise: PreparedTrace | undefined;
  readonly #prepared = new Map<string, Promise<PreparedTrace>>();

  /** `open` reads a trace, given what was typed. */
  constructor(open: (trace: string) => Promise<Trace>) {
    this.#open = open;
  }

  /** A trace with its baseline. @throws InputError, TraceError */
  prepared(trace: string): Promise<PreparedTrace> {
    const known = this.#prepared.get(trace) ?? this.#open(trace).then(prepareTrace);
    this.#prepared.set(trace, known);
    return known;
  }

  async run({ trace, options }: SimulationJob): Promise<SimulationResult> {
    const prepared = await this.prepared(trace);
    this.#warmUpFor(options);
    return simulate(prepared, options);
  }

  /** Once for each policy and recursion: otherwise the first runs of a thread would measure its compiler. */
  #warmUpFor(options: SimulationOptions): void {
    const kind = `${options.policy} ${options.recursion ?? ""}`;
    if (this.#warm.has(kind)) return;
    this.#warm.add(kind);
    this.#exercise ??= prepareTrace(residualNetwork());
    const budget = { kind: "ratio", ratio: 0.5 } as const;
    warmUp(this.#exercise, [{ ...options, budget }], WARM_UP_MS);
  }
}
