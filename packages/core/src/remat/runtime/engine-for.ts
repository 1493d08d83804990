import { Engine } from "../engine/engine.ts";
import type { Executor } from "../engine/executor.ts";
import type { Graph } from "../graph/graph.ts";
import type { ResolvedDtrConfig } from "./config.ts";

/** An engine as a configuration wants it. */
export function engineFor(graph: Graph, config: ResolvedDtrConfig, executor: Executor): Engine {
  const limits = {
    budget: config.evictionThreshold,
    limit: config.limit,
    rematTime: config.rematLimitNs,
    leastBytes: config.evicteeMinimumSize,
  };
  const exponents = { time: config.recompTimeFactor, memory: config.recompMemoryFactor };
  const { sqrtSampling, random } = config;
  return new Engine(
    graph,
    limits,
    (ledger, candidates) =>
      config.heuristic.ranker({ ledger, candidates, exponents, sqrtSampling, random }),
    executor,
  );
}
