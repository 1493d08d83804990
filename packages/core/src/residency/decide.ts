import { bytes } from "../bytes.ts";
import type { Millis } from "../clock.ts";
import { InvariantError } from "../errors.ts";
import type { Reading } from "../probe/reading.ts";
import { readingValues, valuesFrom } from "../probe/variables.ts";
import type { VariableValue } from "../probe/variables.ts";
import type { ListScope, NamedList } from "./constraint-lists.ts";
import type { BudgetUse, Candidate, Decision, ListEvaluation, Verdict } from "./decision.ts";
import { Freed } from "./freed.ts";
import type { EvictionPolicy } from "./policies/policy.ts";
import type { MemoryRequest } from "./request.ts";
import { isIdle } from "./resident.ts";
import type { Resident } from "./resident.ts";
import { byWorth, chooseVictims } from "./victims.ts";
import type { Ranked, Suffices } from "./victims.ts";

/** Everything a decision depends on. */
export interface GovernorState {
  readonly now: Millis;
  /** Of all pools and devices. */
  readonly residents: readonly Resident[];
  /** Of the request's device, narrowed by the budgets stated for it. */
  readonly reading: Reading;
  /** The request's lists, in the order they are asked. */
  readonly lists: readonly NamedList[];
  /** The caps that bind the request. */
  readonly budgets: readonly BudgetUse[];
  readonly policy: EvictionPolicy;
}

/**
 * Decides what is to be done about a request. Pure: the live governor, its waiting line, `plan()` and the
 * simulator all call this and differ only in what they do about the verdict. O(n log n) in the residents.
 */
export function decide(request: MemoryRequest, state: GovernorState): Decision {
  const values = decisionValues(request, state);
  const evaluations = state.lists.map((list) => evaluate(list, values));
  const judge = (candidates: readonly Ranked[], verdict: Verdict): Decision => ({
    at: state.now,
    request,
    reading: state.reading,
    budgets: state.budgets,
    evaluations,
    policy: state.policy.name,
    candidates: candidates.map((ranked) => describe(ranked, state.now)),
    verdict,
  });

  const tooLarge = request.kind === "acquire" ? refusal(request, state) : undefined;
  if (tooLarge !== undefined) return judge([], tooLarge);
  const fired = state.lists.filter((_, index) => evaluations[index]?.outcome === "met");
  const short = state.budgets.filter((budget) => missingFrom(budget, request.bytes, 0) > 0);
  if (fired.length === 0 && short.length === 0) return judge([], { kind: "admit" });
  const binding = bindingLists(fired, state.policy);
  const ranked = rank(request, state, binding, short);
  return judge(ranked, relieve(request, state, ranked, binding, values));
}

/** The variables of the constraint language for this request: the reading's, `memory_required` and `cache_size`. */
function decisionValues(
  request: MemoryRequest,
  state: GovernorState,
): Record<string, VariableValue> {
  return {
    ...readingValues(state.reading),
    memory_required: request.bytes,
    cache_size: poolBytesOnDevice(request, state.residents),
  };
}

/** A pool's total on one device, which constraints see as `cache_size`. */
function poolBytesOnDevice(request: MemoryRequest, residents: readonly Resident[]): number {
  let total = 0;
  for (const { pool, device, bytes: size } of residents) {
    if (pool === request.pool && device === request.device) total += size;
  }
  return total;
}

function evaluate(list: NamedList, values: Record<string, VariableValue>): ListEvaluation {
  return { list: list.name, scope: list.scope, ...list.constraints.evaluate(values) };
}

function describe({ resident, worth }: Ranked, now: Millis): Candidate {
  const { id, bytes: size, credit, restoreMs, lastUse } = resident;
  return { id, bytes: size, credit, restoreMs, idleMs: now - lastUse, worth };
}

/** Refuses what exceeds the device or a budget even with nothing else there. */
function refusal(request: MemoryRequest, state: GovernorState): Verdict | undefined {
  const limits = state.budgets.map(({ name, limit }) => ({ limit, limitedBy: name }));
  const { total } = state.reading;
  if (total.kind === "known") {
    limits.push({ limit: bytes(Math.floor(total.value)), limitedBy: total.source });
  }
  const exceeded = limits.filter(({ limit }) => request.bytes > limit);
  const [tightest] = exceeded.sort((a, b) => a.limit - b.limit);
  return tightest && { kind: "refuse", ...tightest };
}

function missingFrom(budget: BudgetUse, needed: number, freed: number): number {
  return Math.max(0, budget.placed - freed + needed - budget.limit);
}

/** clear-all asks the widest list that fired and skips the rest, as dgenerate does; every other policy heeds all. */
function bindingLists(fired: readonly NamedList[], policy: EvictionPolicy): readonly NamedList[] {
  return policy.choice === "everything" ? fired.slice(0, 1) : fired;
}

/** The residents that may go for this request, in the order of eviction. */
function rank(
  request: MemoryRequest,
  state: GovernorState,
  binding: readonly NamedList[],
  short: readonly BudgetUse[],
): readonly Ranked[] {
  const listScopes = new Set(binding.map((list) => list.scope));
  const budgetScopes = new Set(short.map((budget) => budget.scope));
  const ranked: Ranked[] = [];
  for (const resident of state.residents) {
    if (!evictable(resident, request, state.now)) continue;
    if (!inScope(resident, request, listScopes, budgetScopes)) continue;
    ranked.push({ resident, worth: state.policy.worth(resident, state.now) });
  }
  return ranked.sort(byWorth);
}

function evictable(resident: Resident, request: MemoryRequest, now: Millis): boolean {
  return isIdle(resident) && resident.priority <= request.priority && resident.stayUntil <= now;
}

/** A pool's budget counts its bytes everywhere; every other limit is about the request's device alone. */
function inScope(
  resident: Resident,
  request: MemoryRequest,
  lists: ReadonlySet<ListScope>,
  budgets: ReadonlySet<ListScope>,
): boolean {
  const ofPool = resident.pool === request.pool;
  if (ofPool && budgets.has("pool")) return true;
  if (resident.device !== request.device) return false;
  return lists.has("device") || budgets.has("device") || (ofPool && lists.has("pool"));
}

function relieve(
  request: MemoryRequest,
  state: GovernorState,
  ranked: readonly Ranked[],
  binding: readonly NamedList[],
  values: Record<string, VariableValue>,
): Verdict {
  const budgetsFit = (freed: Freed): boolean =>
    state.budgets.every(
      (budget) => missingFrom(budget, request.bytes, freedFrom(budget, freed)) === 0,
    );
  const stillFires = stillFiring(binding, values);
  const everything = new Freed(
    request,
    ranked.map(({ resident }) => resident),
  );
  if (request.kind === "acquire" && !budgetsFit(everything))
    return waiting(request, state, everything);
  if (ranked.length === 0) {
    return { kind: "proceed", unmet: unmetNames(request, state, binding, everything) };
  }
  const suffices: Suffices = (freed) => budgetsFit(freed) && !stillFires(freed);
  const chosen = chooseVictims(ranked, state.policy.choice, request, suffices);
  const gone = new Freed(
    request,
    chosen.victims.map(({ resident }) => resident),
  );
  return {
    kind: "evict",
    victims: chosen.victims.map(({ resident }) => resident.id),
    reason: binding.length > 0 ? "constraint" : "budget",
    predicted: bytes(gone.credit),
    sufficient: chosen.sufficient,
  };
}

function freedFrom(budget: BudgetUse, freed: Freed): number {
  return budget.scope === "device" ? freed.onDevice : freed.ofPool;
}

/** Whether one of `lists` would still fire once so much has been freed. */
function stillFiring(
  lists: readonly NamedList[],
  before: Readonly<Record<string, VariableValue>>,
): (freed: Freed) => boolean {
  const { used, available, total, cache_size: cacheSize } = before;
  // One record for all questions: a choice among many residents asks hundreds.
  const after: Record<string, VariableValue> = { ...before };
  return (freed) => {
    const { credit, ofPoolOnDevice } = freed;
    Object.assign(after, valuesFrom(less(used, credit), less(available, -credit), less(total, 0)));
    after["cache_size"] = less(cacheSize, ofPoolOnDevice);
    return lists.some((list) => list.constraints.fires(after) === "met");
  };
}

function less(value: VariableValue | undefined, amount: number): VariableValue {
  if (typeof value === "number") return Math.max(0, value - amount);
  return value ?? { kind: "unknown", reason: "it was not read" };
}

function waiting(request: MemoryRequest, state: GovernorState, freed: Freed): Verdict {
  const shortages = state.budgets
    .map((budget) => ({
      budget,
      missing: missingFrom(budget, request.bytes, freedFrom(budget, freed)),
    }))
    .sort((a, b) => b.missing - a.missing);
  const [worst] = shortages;
  if (worst === undefined) throw new InvariantError("a request waits although no budget binds it");
  const blockers = state.residents.filter(
    (resident) =>
      !evictable(resident, request, state.now) &&
      (worst.budget.scope === "device"
        ? resident.device === request.device
        : resident.pool === request.pool),
  );
  return {
    kind: "wait",
    budget: worst.budget,
    missing: bytes(worst.missing),
    blockers: blockers.map(({ id }) => id).sort(),
  };
}

/** What still holds when nothing is left to evict: list names and budget names, for the record. */
function unmetNames(
  request: MemoryRequest,
  state: GovernorState,
  binding: readonly NamedList[],
  freed: Freed,
): readonly string[] {
  const budgets = state.budgets.filter(
    (budget) => missingFrom(budget, request.bytes, freedFrom(budget, freed)) > 0,
  );
  return [...binding.map(({ name }) => name), ...budgets.map(({ name }) => name)];
}
