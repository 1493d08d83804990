import type { CostModel, Lowered } from "../cost/cost-model.ts";
import { int, real, roomFor } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import { IntStack } from "../graph/int-stack.ts";
import { BLOCK, type Candidates } from "./candidates.ts";
import type { Ledger } from "./ledger.ts";
import type { Ranker } from "./ranker.ts";

/** Which factors stand under the cost. */
export interface Divisors {
  readonly size: boolean;
  readonly staleness: boolean;
}

/** Room for the rounding of a bound that is computed in another order than the score. */
const ROUNDING = 1 - 1e-12;

/**
 * Finds the candidate with the least cost / (size · staleness), either divisor being optional; a score over 0 is infinite.
 *
 * The answer is that of a scan in pool order that takes `score <= best` and stops at a score of exactly 0: of equal
 * scores the last wins, of zeros the first. A block of candidates is passed over when even its least key over its
 * greatest staleness is worse than the best so far, and a candidate when its bound is; only the others are asked for
 * their exact cost.
 */
export class FactoredRanker implements Ranker {
  readonly costs: CostModel;
  readonly #ledger: Ledger;
  readonly #candidates: Candidates;
  readonly #bySize: boolean;
  readonly #byStaleness: boolean;
  #bounds: Float64Array = new Float64Array(16);
  readonly #contenders = new IntStack();
  #likeliest = 0;
  #best = NONE;
  #bestSlot = NONE;
  #bestScore = Infinity;

  constructor(
    ledger: Ledger,
    candidates: Candidates,
    costs: (lowered: Lowered) => CostModel,
    divisors: Divisors,
  ) {
    this.#ledger = ledger;
    this.#candidates = candidates;
    this.#bySize = divisors.size;
    this.#byStaleness = divisors.staleness;
    this.costs = costs((storage) => {
      const use = real(ledger.lastUse, storage);
      candidates.lower(storage, this.key(storage), use, divisors.staleness);
    });
  }

  key(storage: number): number {
    const bound = real(this.costs.bound, storage);
    if (!this.#bySize) return bound;
    const size = real(this.#ledger.graph.bytes, storage);
    return size === 0 ? Infinity : bound / size;
  }

  pick(): number {
    if (this.#candidates.count === 0) return NONE;
    this.#best = NONE;
    this.#bestScore = Infinity;
    this.#scan(this.#boundBlocks());
    this.#gatherContenders();
    while (this.#contenders.size > 0) {
      const block = this.#takeLikeliest();
      const bound = real(this.#bounds, block);
      if (this.#mayBeat(bound, block * BLOCK)) this.#scan(block);
      else if (bound > this.#bestScore) this.#contenders.clear();
    }
    return this.#best;
  }

  /** Bounds every block. Returns the one with the least bound: of equal ones the last, of zeros the first. */
  #boundBlocks(): number {
    const { blocks } = this.#candidates;
    if (blocks > this.#bounds.length) this.#bounds = new Float64Array(roomFor(blocks));
    let likeliest = 0;
    let least = Infinity;
    for (let block = 0; block < blocks; block++) {
      const bound = Math.max(this.#keyBound(block), this.#scoreBound(block));
      this.#bounds[block] = bound;
      if (bound > least || (bound === 0 && least === 0)) continue;
      least = bound;
      likeliest = block;
    }
    this.#likeliest = likeliest;
    return likeliest;
  }

  /** Notes the other blocks that may hold something better than the best so far, the last on top. */
  #gatherContenders(): void {
    const { blocks } = this.#candidates;
    for (let block = 0; block < blocks; block++) {
      if (block === this.#likeliest) continue;
      if (this.#mayBeat(real(this.#bounds, block), block * BLOCK)) this.#contenders.push(block);
    }
  }

  /** Takes the contender with the least bound. */
  #takeLikeliest(): number {
    const last = this.#contenders.size - 1;
    let place = last;
    let least = real(this.#bounds, this.#contenders.at(last));
    for (let at = last - 1; at >= 0; at--) {
      const bound = real(this.#bounds, this.#contenders.at(at));
      if (bound > least || (bound === least && bound !== 0)) continue;
      least = bound;
      place = at;
    }
    const block = this.#contenders.at(place);
    this.#contenders.replaceAt(place, this.#contenders.at(last));
    this.#contenders.pop();
    return block;
  }

  /** No score in `block` is below its least key over its greatest staleness. */
  #keyBound(block: number): number {
    const key = real(this.#candidates.leastKey, block);
    if (!this.#byStaleness) return key;
    const staleness = this.#ledger.clock - real(this.#candidates.oldestUse, block);
    return staleness > 0 ? (key / staleness) * ROUNDING : Infinity;
  }

  /**
   * Nor below its least score when it was last scanned, decayed as that of its youngest would have: from time t to T a score
   * falls by (t - use) / (T - use), most for the latest use. For old blocks this is all but exact.
   */
  #scoreBound(block: number): number {
    const least = real(this.#candidates.leastScore, block);
    if (!this.#byStaleness || least === 0 || least === Infinity) return least;
    const youngest = real(this.#candidates.youngestUse, block);
    const age = real(this.#candidates.scoredAt, block) - youngest;
    return ((least * age) / (this.#ledger.clock - youngest)) * ROUNDING;
  }

  #scan(block: number): void {
    const { slots, length } = this.#candidates;
    const { lastUse, clock } = this.#ledger;
    let leastKey = Infinity;
    let oldestUse = Infinity;
    let youngestUse = 0;
    let leastScore = Infinity;
    const first = block * BLOCK;
    for (let slot = Math.min(first + BLOCK, length) - 1; slot >= first; slot--) {
      const storage = int(slots, slot);
      if (storage === NONE) continue;
      leastScore = Math.min(leastScore, this.#consider(storage, slot));
      leastKey = Math.min(leastKey, this.key(storage));
      const use = real(lastUse, storage);
      if (use < oldestUse) oldestUse = use;
      if (use > youngestUse) youngestUse = use;
    }
    this.#candidates.tighten(block, leastKey, oldestUse);
    const decays = this.#byStaleness && youngestUse === clock;
    this.#candidates.score(block, decays ? 0 : leastScore, clock, youngestUse);
  }

  /** Makes a candidate the best if it is. Returns a lower bound of its score. */
  #consider(storage: number, slot: number): number {
    const divisor = this.#divisor(storage);
    const bound = divisor === 0 ? Infinity : real(this.costs.bound, storage) / divisor;
    if (!this.#mayBeat(bound, slot)) return bound;
    const score = divisor === 0 ? Infinity : this.costs.exact(storage) / divisor;
    if (this.#mayBeat(score, slot)) {
      this.#best = storage;
      this.#bestSlot = slot;
      this.#bestScore = score;
    }
    return divisor === 0 ? Infinity : real(this.costs.bound, storage) / divisor;
  }

  /** Whether a score, or a bound of one, at a slot or in the block from it on, would win against the best so far. */
  #mayBeat(score: number, slot: number): boolean {
    if (this.#best === NONE || score < this.#bestScore) return true;
    if (score > this.#bestScore) return false;
    return score === 0 ? slot < this.#bestSlot : slot > this.#bestSlot;
  }

  #divisor(storage: number): number {
    const size = this.#bySize ? real(this.#ledger.graph.bytes, storage) : 1;
    return this.#byStaleness
      ? size * (this.#ledger.clock - real(this.#ledger.lastUse, storage))
      : size;
  }
}
