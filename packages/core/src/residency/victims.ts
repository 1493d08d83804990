import { Freed } from "./freed.ts";
import type { VictimChoice } from "./policies/policy.ts";
import type { MemoryRequest } from "./request.ts";
import type { Resident } from "./resident.ts";

/** A candidate with its worth under the policy. */
export interface Ranked {
  readonly resident: Resident;
  readonly worth: number;
}

/** Whether a request is satisfied once so much has been freed. */
export type Suffices = (freed: Freed) => boolean;

export interface Victims {
  readonly victims: readonly Ranked[];
  readonly sufficient: boolean;
}

/** Up to this many candidates the cheapest set is found exactly; beyond, greedily. */
const EXACT_CANDIDATES = 16;

/** Lowest priority first, then lowest worth; ties go by id, so that replays agree. */
export function byWorth(a: Ranked, b: Ranked): number {
  return (
    a.resident.priority - b.resident.priority ||
    a.worth - b.worth ||
    (a.resident.id < b.resident.id ? -1 : 1)
  );
}

/**
 * Picks who has to go from `ranked` (in `byWorth` order). Where even all of them are too little, all of them go: a
 * constraint is soft, and what can be freed is. Priorities come first: a class is touched only when those below it
 * do not suffice.
 */
export function chooseVictims(
  ranked: readonly Ranked[],
  choice: VictimChoice,
  request: MemoryRequest,
  suffices: Suffices,
): Victims {
  const all = { victims: ranked, sufficient: satisfies(ranked, request, suffices) };
  if (choice === "everything" || !all.sufficient) return all;
  const prefix = shortestPrefix(ranked, request, suffices);
  const greedy = withoutNeedless(prefix, request, suffices);
  if (choice === "in-order") return { victims: greedy, sufficient: true };
  const highest = prefix.at(-1)?.resident.priority ?? 0;
  const allowed = ranked.filter((candidate) => candidate.resident.priority <= highest);
  return { victims: cheapestSet(allowed, greedy, request, suffices), sufficient: true };
}

function satisfies(
  victims: readonly Ranked[],
  request: MemoryRequest,
  suffices: Suffices,
): boolean {
  return suffices(
    new Freed(
      request,
      victims.map((victim) => victim.resident),
    ),
  );
}

/** The shortest sufficient prefix, by bisection: freeing more never makes it harder, and if it did, more is freed. */
function shortestPrefix(
  ranked: readonly Ranked[],
  request: MemoryRequest,
  suffices: Suffices,
): readonly Ranked[] {
  let tooShort = 0;
  let enough = ranked.length;
  while (enough - tooShort > 1) {
    const middle = (tooShort + enough) >>> 1;
    if (satisfies(ranked.slice(0, middle), request, suffices)) enough = middle;
    else tooShort = middle;
  }
  return ranked.slice(0, enough);
}

/** Spares, the worthiest first, every victim without whom the rest still suffice: never three where one would do. */
function withoutNeedless(
  victims: readonly Ranked[],
  request: MemoryRequest,
  suffices: Suffices,
): readonly Ranked[] {
  const freed = new Freed(
    request,
    victims.map((victim) => victim.resident),
  );
  const kept = victims.toReversed().filter(({ resident }) => {
    freed.remove(resident);
    if (suffices(freed)) return false;
    freed.add(resident);
    return true;
  });
  return kept.toReversed();
}

/** The sufficient set of least cost, where a victim costs its worth times its bytes. */
function cheapestSet(
  allowed: readonly Ranked[],
  greedy: readonly Ranked[],
  request: MemoryRequest,
  suffices: Suffices,
): readonly Ranked[] {
  if (allowed.length <= EXACT_CANDIDATES) return cheapestSubset(allowed, greedy, request, suffices);
  const single = cheapestSingle(allowed, totalCost(greedy), request, suffices);
  return single === undefined ? greedy : [single];
}

function cost({ resident, worth }: Ranked): number {
  return worth * Math.max(1, resident.bytes);
}

function totalCost(victims: readonly Ranked[]): number {
  return victims.reduce((sum, victim) => sum + cost(victim), 0);
}

function cheapestSingle(
  allowed: readonly Ranked[],
  bound: number,
  request: MemoryRequest,
  suffices: Suffices,
): Ranked | undefined {
  const cheaper = allowed.filter((candidate) => cost(candidate) < bound);
  cheaper.sort((a, b) => cost(a) - cost(b) || byWorth(a, b));
  return cheaper.find((candidate) => satisfies([candidate], request, suffices));
}

/** Branch and bound over all subsets. Equal costs keep the set found first, which is the greedy one if it is among them. */
function cheapestSubset(
  allowed: readonly Ranked[],
  greedy: readonly Ranked[],
  request: MemoryRequest,
  suffices: Suffices,
): readonly Ranked[] {
  const byCost = allowed.toSorted((a, b) => cost(b) - cost(a) || byWorth(a, b));
  let best = greedy;
  let bestCost = totalCost(greedy);
  const freed = new Freed(request);
  const rest = new Freed(
    request,
    byCost.map(({ resident }) => resident),
  );
  const taken: Ranked[] = [];

  const search = (index: number, spent: number): void => {
    if (spent >= bestCost) return;
    if (suffices(freed)) {
      best = [...taken];
      bestCost = spent;
      return;
    }
    const candidate = byCost[index];
    // `rest` holds what is taken and what is still open: if all of that is too little, so is every subset.
    if (candidate === undefined || !suffices(rest)) return;
    rest.remove(candidate.resident);
    search(index + 1, spent);
    rest.add(candidate.resident);
    freed.add(candidate.resident);
    taken.push(candidate);
    search(index + 1, spent + cost(candidate));
    taken.pop();
    freed.remove(candidate.resident);
  };
  search(0, 0);
  return best.toSorted(byWorth);
}
