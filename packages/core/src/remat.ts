export type { Fate } from "./remat/engine/executor.ts";
export type { Deallocation } from "./remat/engine/deallocation.ts";
export type { EvictionReason, Observer } from "./remat/engine/observer.ts";
export type { OutputSpec } from "./remat/graph/graph.ts";
export { chain } from "./remat/generate/chain.ts";
export {
  lstm,
  residualNetwork,
  transformer,
  treeNetwork,
  uNet,
} from "./remat/generate/networks.ts";
export { shippedTrace, shippedTraceNames } from "./remat/generate/shipped.ts";
export type { Exponents, Heuristic } from "./remat/heuristics/heuristic.ts";
export { UnknownHeuristicError, heuristicByName, heuristics } from "./remat/heuristics/registry.ts";
export type { RecursionName } from "./remat/recursion/recursion-for.ts";
export { accountingBackend } from "./remat/runtime/backend.ts";
export type { Backend, Call, Measurement } from "./remat/runtime/backend.ts";
export { DtrConfigError, resolveDtrConfig } from "./remat/runtime/config.ts";
export type { DtrConfig, ResolvedDtrConfig } from "./remat/runtime/config.ts";
export { RematOutOfMemoryError, RematThrashingError } from "./remat/runtime/remat-error.ts";
export { Runtime } from "./remat/runtime/runtime.ts";
export type {
  RuntimeAccounts,
  RuntimeObserver,
  RuntimeRecording,
} from "./remat/runtime/runtime.ts";
export { Tensor, TensorUseError } from "./remat/runtime/tensor.ts";
export type { Workspace } from "./remat/runtime/workspace.ts";
export { oracleCompute } from "./remat/simulator/oracle.ts";
export { prepareTrace, simulate } from "./remat/simulator/simulate.ts";
export type {
  PreparedTrace,
  SimulationFailure,
  SimulationResult,
} from "./remat/simulator/simulate.ts";
export type { SimulationBudget, SimulationOptions } from "./remat/simulator/simulation-options.ts";
export { smallestBudget } from "./remat/simulator/smallest-budget.ts";
export { sweepJobs } from "./remat/simulator/sweep.ts";
export type { Sweep } from "./remat/simulator/sweep.ts";
export { warmUp } from "./remat/simulator/warm-up.ts";
export { rematTimelineOf } from "./remat/simulator/timeline.ts";
export type { Timeline, TimelineEvent } from "./remat/simulator/timeline.ts";
export { readTrace, readTraceBytes } from "./remat/trace/read-trace.ts";
export { writeTrace } from "./remat/trace/spillway-format.ts";
export { TraceError } from "./remat/trace/trace-error.ts";
export type { TracePosition } from "./remat/trace/trace-error.ts";
export { TraceBuilder } from "./remat/trace/trace.ts";
export type { TensorType, Trace } from "./remat/trace/trace.ts";
export { Recomputable } from "./remat/values/recomputable.ts";
export { Remat, createRemat } from "./remat/values/remat.ts";
export type { RematAccounts, ValueSpec } from "./remat/values/remat.ts";
export type { RematConfig } from "./remat/values/remat-config.ts";
