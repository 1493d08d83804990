import { type Deallocation, deallocate, release, retain } from "../engine/deallocation.ts";
import { Engine } from "../engine/engine.ts";
import { accountsOnly } from "../engine/executor.ts";
import type { Limits, Shortage } from "../engine/limits.ts";
import { int } from "../graph/columns.ts";
import type { Exponents, Heuristic } from "../heuristics/heuristic.ts";
import { recursionFor, type RecursionName } from "../recursion/recursion-for.ts";
import type { Recursion } from "../recursion/recursion.ts";
import type { Trace } from "../trace/trace.ts";
import { type Player, playTrace } from "./play-trace.ts";

/** The choices of one run. */
export interface SimulationSetup {
  readonly heuristic: Heuristic;
  readonly recursion: RecursionName;
  readonly limits: Limits;
  readonly deallocation: Deallocation;
  readonly exponents: Exponents;
  readonly sqrtSampling: boolean;
  readonly random: () => number;
}

/** One run of a trace by an engine that only keeps accounts. */
export class Simulation implements Player {
  readonly engine: Engine;
  readonly #trace: Trace;
  readonly #recursion: Recursion;
  readonly #deallocation: Deallocation;

  constructor(trace: Trace, setup: SimulationSetup) {
    this.#trace = trace;
    this.#deallocation = setup.deallocation;
    this.engine = new Engine(
      trace.graph,
      setup.limits,
      (ledger, candidates) => setup.heuristic.ranker({ ledger, candidates, ...setup }),
      accountsOnly,
    );
    if (setup.deallocation === "banish") {
      this.engine.abandoned = (storage) => deallocate(this.engine, storage, "banish");
    }
    this.#recursion = recursionFor(setup.recursion, this.engine);
  }

  /** Plays the whole trace, then has everything that still has a handle resident together. */
  run(): Shortage | undefined {
    playTrace(this.#trace, this);
    if (this.engine.shortage === undefined) this.#gatherResults();
    return this.engine.shortage;
  }

  call(operator: number): boolean {
    this.engine.introduce(operator);
    if (!this.#recursion.call(operator)) return false;
    this.engine.touchOutputs(operator);
    return true;
  }

  constant(operator: number): boolean {
    if (!this.call(operator)) return false;
    const { graph } = this.engine;
    if (this.#deallocation !== "banish") this.engine.pin(int(graph.firstStorage, operator));
    return true;
  }

  retain(tensor: number): void {
    retain(this.engine, tensor);
  }

  release(tensor: number): void {
    release(this.engine, tensor, this.#deallocation);
  }

  #gatherResults(): void {
    const { graph, ledger } = this.engine;
    for (let tensor = 0; tensor < graph.tensorCount; tensor++) {
      if (int(ledger.handles, tensor) === 0) continue;
      if (!this.#recursion.materialize(tensor)) return;
      this.engine.pin(int(graph.storageOf, tensor));
    }
  }
}
