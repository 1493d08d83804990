import type { Ledger } from "../engine/ledger.ts";
import { grownReals, real } from "../graph/columns.ts";
import type { CostModel } from "./cost-model.ts";

/** The cost of the storage's own operators, or 1 for heuristics without a cost term. */
export class OwnCost implements CostModel {
  bound: Float64Array = new Float64Array(0);
  readonly #ledger: Ledger;
  readonly #unit: number | undefined;

  constructor(ledger: Ledger, unit?: number) {
    this.#ledger = ledger;
    this.#unit = unit;
    this.fit();
  }

  exact(storage: number): number {
    return this.#unit ?? real(this.#ledger.cost, storage);
  }

  introduced(storage: number): void {
    this.bound[storage] = this.exact(storage);
  }

  recosted(storage: number): void {
    this.bound[storage] = this.exact(storage);
  }

  evicted(): void {
    // The cost of no other storage changes.
  }

  restored(): void {
    // The cost of no other storage changes.
  }

  fit(): void {
    this.bound = grownReals(this.bound, this.#ledger.place.length);
  }
}
