import { deallocate, release, retain } from "../engine/deallocation.ts";
import { Engine } from "../engine/engine.ts";
import { accountsOnly } from "../engine/executor.ts";
import { dtrLocal } from "../heuristics/dtr-local.ts";
import { PaperRecursion } from "../recursion/paper.ts";
import type { Trace } from "../trace/trace.ts";
import { playTrace } from "./play-trace.ts";

/** What a program takes without rematerialization. */
export interface Baseline {
  /** The most bytes at once, when every storage is given back with its last handle. */
  readonly peakBytes: number;
  /** Nanoseconds of all operators. */
  readonly computeNs: number;
}

/** Measures a trace as the paper does: banishing, without a limit. */
export function baselineOf(trace: Trace): Baseline {
  const limits = { budget: Infinity, limit: "hard", rematTime: Infinity, leastBytes: 0 } as const;
  const plain = { exponents: { time: 1, memory: 1 }, sqrtSampling: false, random: () => 0 };
  const engine = new Engine(
    trace.graph,
    limits,
    (ledger, candidates) => dtrLocal.ranker({ ledger, candidates, ...plain }),
    accountsOnly,
  );
  engine.abandoned = (storage) => deallocate(engine, storage, "banish");
  const recursion = new PaperRecursion(engine);
  playTrace(trace, {
    constant: (operator) => callOn(engine, recursion, operator),
    call: (operator) => callOn(engine, recursion, operator),
    retain: (tensor) => retain(engine, tensor),
    release: (tensor) => release(engine, tensor, "banish"),
  });
  return { peakBytes: engine.ledger.peakMemory, computeNs: engine.ledger.programTime };
}

function callOn(engine: Engine, recursion: PaperRecursion, operator: number): boolean {
  engine.introduce(operator);
  return recursion.call(operator);
}
