import type { Ledger } from "../engine/ledger.ts";
import { grownReals, real } from "../graph/columns.ts";
import { IntStack } from "../graph/int-stack.ts";
import type { CostModel, Lowered } from "./cost-model.ts";
import { EvictedRegion } from "./evicted-region.ts";

/** Which evicted storages are charged to a storage besides itself, and how. */
export interface Neighbourhood {
  readonly sides: "ancestors" | "both";
  /** `cost`: nanoseconds, the storage's own included. `count`: 1 for each evicted storage, 0 for the storage itself. */
  readonly unit: "cost" | "count";
  /** The cost is multiplied by 1 + this for each evicted storage. */
  readonly penalty: number;
}

/**
 * The cost of a storage and of its exact evicted neighbourhood. An evicted storage that is both an ancestor and a
 * descendant (which takes a view) is counted twice, as the paper's optimised runtime does.
 *
 * An eviction only raises costs, so bounds survive it untouched. When `s` is restored, a resident storage that saw it as
 * a descendant loses at most cost(s) and what lies below s, and one that saw it as an ancestor at most cost(s) and
 * what lies above; two walks from s find them.
 */
export class NeighbourhoodCost implements CostModel {
  bound: Float64Array = new Float64Array(0);
  readonly #ledger: Ledger;
  readonly #region: EvictedRegion;
  readonly #kind: Neighbourhood;
  readonly #lowered: Lowered;
  readonly #above = new IntStack();
  readonly #below = new IntStack();
  #ones: Float64Array = new Float64Array(0);

  constructor(ledger: Ledger, kind: Neighbourhood, lowered: Lowered) {
    this.#ledger = ledger;
    this.#region = new EvictedRegion(ledger);
    this.#kind = kind;
    this.#lowered = lowered;
    this.fit();
  }

  exact(storage: number): number {
    const weights = this.#weights();
    let sum = this.#own(storage) + this.#region.sum(storage, "parents", weights);
    let count = this.#region.count;
    if (this.#kind.sides === "both") {
      sum += this.#region.sum(storage, "children", weights);
      count += this.#region.count;
    }
    this.bound[storage] = sum;
    return sum * (1 + this.#kind.penalty * count);
  }

  introduced(storage: number): void {
    this.bound[storage] = this.#own(storage);
  }

  recosted(storage: number): void {
    this.bound[storage] = Math.max(real(this.bound, storage), this.#own(storage));
  }

  evicted(): void {
    // Costs only rise; the bounds hold.
  }

  restored(storage: number): void {
    this.#above.clear();
    this.#below.clear();
    const weights = this.#weights();
    const own = this.#own(storage);
    const lost = real(weights, storage);
    const above = this.#region.sum(storage, "parents", weights, this.#above);
    const below = this.#region.sum(storage, "children", weights, this.#below);
    const both = this.#kind.sides === "both";
    if (both) this.#lower(this.#above, lost + below);
    this.#lower(this.#below, lost + above);
    this.bound[storage] = own + above + (both ? below : 0);
  }

  fit(): void {
    const room = this.#ledger.place.length;
    this.bound = grownReals(this.bound, room);
    if (this.#kind.unit === "count") this.#ones = grownReals(this.#ones, room).fill(1);
    this.#region.fit();
  }

  #weights(): Float64Array {
    return this.#kind.unit === "count" ? this.#ones : this.#ledger.cost;
  }

  #own(storage: number): number {
    return this.#kind.unit === "count" ? 0 : real(this.#ledger.cost, storage);
  }

  #lower(frontier: IntStack, loss: number): void {
    while (frontier.size > 0) {
      const storage = frontier.pop();
      const left = real(this.bound, storage) - loss;
      this.bound[storage] = Math.max(left, this.#own(storage));
      this.#lowered(storage);
    }
  }
}
