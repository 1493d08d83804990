export { abortable } from "./abortable.ts";
export { ByteSizeError, bytes, formatBytes, parseBytes } from "./bytes.ts";
export type { BytePrefixes, Bytes } from "./bytes.ts";
export { systemClock } from "./clock.ts";
export type { Clock, Millis, ScheduleOptions } from "./clock.ts";
export { codeOf, messageOf } from "./error-text.ts";
export { formatMillis } from "./duration-text.ts";
export { InvalidArgumentError, InvariantError, SpillwayError } from "./errors.ts";
export { isRecord } from "./json.ts";
export { PeerMissingError } from "./peer-missing-error.ts";
export { excerpt } from "./text-span.ts";
export type { Span } from "./text-span.ts";
export { didYouMean, suggest } from "./suggest.ts";

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
export { evictionReasonWords } from "./residency/resident.ts";
export type { EvictionReason, Resident, ResidentState } from "./residency/resident.ts";
export { accountFor } from "./residency/account.ts";
export type { DecisionAccount, LoadAccount, RequestAccount } from "./residency/account.ts";

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
  constraintScope,
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
