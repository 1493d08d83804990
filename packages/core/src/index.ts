export { ByteSizeError, bytes, formatBytes, parseBytes } from "./bytes.ts";
export type { BytePrefixes, Bytes } from "./bytes.ts";
export { systemClock } from "./clock.ts";
export type { Clock, Millis, ScheduleOptions } from "./clock.ts";
export { InvariantError, SpillwayError } from "./errors.ts";
export { excerpt } from "./text-span.ts";
export type { Span } from "./text-span.ts";
export { suggest } from "./suggest.ts";

export type {
  Figure,
  KnownFigure,
  Probe,
  Reading,
  UnknownFigure,
  UnlimitedFigure,
} from "./probe/reading.ts";

export type {
  BudgetUse,
  Candidate,
  Decision,
  ListEvaluation,
  Verdict,
  WaitVerdict,
} from "./residency/decision.ts";
export type { ListScope, NamedList, PoolLists } from "./residency/constraint-lists.ts";
export { decide } from "./residency/decide.ts";
export type { GovernorState } from "./residency/decide.ts";
export {
  CannotFitError,
  GovernorClosedError,
  OutOfMemoryError,
  QueueFullError,
  WaitTimeoutError,
} from "./residency/errors.ts";
export { Governor } from "./residency/governor.ts";
export type { GuardOptions, GuardOutcome } from "./residency/governor.ts";
export type { GovernorOptions } from "./residency/governor-options.ts";
export type {
  AbandonedEvent,
  DecisionEvent,
  EvictedEvent,
  JournalEntry,
  JournalEvent,
  LeasedEvent,
  LoadFailedEvent,
  LoadStartedEvent,
  LoadedEvent,
  MeasuredEvent,
  ReleasedEvent,
  ResizedEvent,
} from "./residency/journal-entry.ts";
export { Journal } from "./residency/journal.ts";
export {
  JournalTextError,
  journalEntryLine,
  journalHeaderLine,
  parseJournal,
} from "./residency/journal-text.ts";
export type { JournalHeader, JournalText } from "./residency/journal-text.ts";
export { Lease, LeaseReleasedError } from "./residency/lease.ts";
export type {
  AcquireOptions,
  LoadContext,
  Loaded,
  Loader,
  ResidentTerms,
} from "./residency/loader.ts";
export { isOutOfMemory, saysOutOfMemory } from "./residency/out-of-memory.ts";
export { clearAll } from "./residency/policies/clear-all.ts";
export { costPerByte } from "./residency/policies/cost-per-byte.ts";
export type { CostPerByteOptions } from "./residency/policies/cost-per-byte.ts";
export { gdsf } from "./residency/policies/gdsf.ts";
export { largest } from "./residency/policies/largest.ts";
export { lru } from "./residency/policies/lru.ts";
export type { EvictionPolicy, VictimChoice } from "./residency/policies/policy.ts";
export {
  UnknownPolicyError,
  evictionPolicies,
  evictionPolicy,
} from "./residency/policies/registry.ts";
export { Pool } from "./residency/pool.ts";
export { constraintConstants, documentedPools } from "./residency/pool-defaults.ts";
export type { ConstraintConstant, ConstraintSources, ListKind } from "./residency/pool-defaults.ts";
export { compilePoolLists } from "./residency/pool-lists.ts";
export type { PoolOptions } from "./residency/pool-options.ts";
export type { MemoryRequest } from "./residency/request.ts";
export type { EvictionReason, Resident, ResidentState } from "./residency/resident.ts";
export { accountFor } from "./residency/account.ts";
export type { DecisionAccount, LoadAccount, RequestAccount } from "./residency/account.ts";

export type {
  ArgumentSchema,
  ArgumentSpec,
  ArgumentType,
  ArgumentTypeName,
  ArgumentValues,
  ArgumentsOf,
  FileArgument,
} from "./plugin/argument-schema.ts";
export type { ArgumentOverrides } from "./plugin/bind.ts";
export { definePlugin, definePluginFamily } from "./plugin/plugin.ts";
export type {
  AnyPlugin,
  ArgumentProblem,
  BoundPlugin,
  DefinePlugin,
  Plugin,
  PluginDefinition,
} from "./plugin/plugin.ts";
export {
  PluginArgumentError,
  PluginDefinitionError,
  PluginDuplicateError,
  PluginModuleError,
  PluginNotFoundError,
  PluginUriError,
} from "./plugin/plugin-errors.ts";
export type { Place, PluginArgumentFailure, PluginNotFound } from "./plugin/plugin-errors.ts";
export { describePlugin, formatPluginHelp, pluginSummary } from "./plugin/plugin-help.ts";
export type {
  ArgumentDescription,
  DescribablePlugin,
  PluginDescription,
  PluginHelpOptions,
} from "./plugin/plugin-help.ts";
export { parsePluginUri } from "./plugin/plugin-uri.ts";
export type { PluginUri, PluginUriArgument } from "./plugin/plugin-uri.ts";
export { PluginRegistry } from "./plugin/registry.ts";
export type { BindOptions, PluginRegistryOptions } from "./plugin/registry.ts";

export { describeReading } from "./probe/describe.ts";
export type { DeviceDescription, FigureDescription } from "./probe/describe.ts";
export { narrowReading } from "./probe/narrow.ts";
export type { StatedBudget } from "./probe/narrow.ts";
export { known, unknown, unknownReading } from "./probe/reading.ts";
export type { HostProbe } from "./probe/reading.ts";
export { UnknownProbe } from "./probe/unknown-probe.ts";
export { READING_VALUE_NAMES, readingValues } from "./probe/variables.ts";
export type { ReadingVariable, UnknownValue, VariableValue } from "./probe/variables.ts";

export { ConstraintListError } from "./expr/constraint-list-error.ts";
export type { ListedError } from "./expr/constraint-list-error.ts";
export { compileConstraintList } from "./expr/constraint-list.ts";
export type {
  ConstraintList,
  ConstraintListOptions,
  ConstraintListResult,
  ExpressionResult,
  ListMode,
  ShownValue,
} from "./expr/constraint-list.ts";
export { DEFAULT_MAX_DEPTH, DEFAULT_MAX_LENGTH, compileConstraint } from "./expr/constraint.ts";
export type { Constraint, ConstraintOptions } from "./expr/constraint.ts";
export { ExpressionError } from "./expr/expression-error.ts";
export { FUNCTION_NAMES } from "./expr/functions.ts";
export {
  cacheSize,
  hiddenOutsideCacheLists,
  memoryRequired,
  readingVariables,
} from "./expr/scope.ts";
export type { Scope, Variable } from "./expr/scope.ts";
export type {
  Outcome,
  Unavailable,
  Unknown,
  Value,
  Values,
  Verdict as ConstraintVerdict,
} from "./expr/values.ts";

export type { Fate } from "./remat/engine/executor.ts";
export type { Deallocation } from "./remat/engine/deallocation.ts";
export type {
  EvictionReason as RematEvictionReason,
  Observer as RematObserver,
} from "./remat/engine/observer.ts";
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
  SimulationBudget,
  SimulationFailure,
  SimulationOptions,
  SimulationResult,
} from "./remat/simulator/simulate.ts";
export { smallestBudget } from "./remat/simulator/smallest-budget.ts";
export { sweepJobs } from "./remat/simulator/sweep.ts";
export type { Sweep } from "./remat/simulator/sweep.ts";
export { warmUp } from "./remat/simulator/warm-up.ts";
export { rematTimelineOf } from "./remat/simulator/timeline.ts";
export type {
  Timeline as RematTimeline,
  TimelineEvent as RematTimelineEvent,
} from "./remat/simulator/timeline.ts";
export { readTrace, readTraceBytes } from "./remat/trace/read-trace.ts";
export { writeTrace } from "./remat/trace/spillway-format.ts";
export { TraceError } from "./remat/trace/trace-error.ts";
export type { TracePosition } from "./remat/trace/trace-error.ts";
export { TraceBuilder } from "./remat/trace/trace.ts";
export type { TensorType, Trace } from "./remat/trace/trace.ts";
export { Recomputable } from "./remat/values/recomputable.ts";
export { Remat, createRemat } from "./remat/values/remat.ts";
export type { RematAccounts, RematConfig, ValueSpec } from "./remat/values/remat.ts";

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
