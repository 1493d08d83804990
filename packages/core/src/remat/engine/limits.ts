/** Why an operator did not run: nothing left to evict, too much time spent on rematerialization, or an error of its own. */
export type Shortage =
  | { readonly kind: "oom"; readonly operator: number; readonly neededBytes: number }
  | { readonly kind: "thrash"; readonly operator: number }
  | { readonly kind: "failed"; readonly operator: number; readonly cause: unknown };

/** The limits of a run. */
export interface Limits {
  /** Bytes that may be resident at once. */
  readonly budget: number;
  /** `hard`: an operator that does not fit is a shortage. `soft`: it runs all the same, over the budget. */
  readonly limit: "soft" | "hard";
  /** Nanoseconds of rematerialization before it is called thrashing. */
  readonly rematTime: number;
  /** Storages smaller than this are never candidates. */
  readonly leastBytes: number;
}
