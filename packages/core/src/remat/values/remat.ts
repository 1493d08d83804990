import { type Clock, systemClock } from "../../clock.ts";
import { checkInvariants } from "../engine/check-invariants.ts";
import { deallocate, release } from "../engine/deallocation.ts";
import type { Engine } from "../engine/engine.ts";
import { int } from "../graph/columns.ts";
import { Graph, NONE } from "../graph/graph.ts";
import { type DtrConfig, resolveDtrConfig } from "../runtime/config.ts";
import { engineFor } from "../runtime/engine-for.ts";
import { refusalOf } from "../runtime/refusal.ts";
import { Recomputable } from "./recomputable.ts";

/** What is known of one result of a function. */
export interface ValueSpec<T> {
  /** Bytes it occupies, or how to tell from the first one made. */
  readonly bytes: number | ((value: T) => number);
  /** Gives back what the value holds outside the JavaScript heap; called at each eviction. */
  readonly dispose?: (value: T) => void;
}

/** A `DtrConfig` for values; `banish`, whose use is the graph of a training step, is not offered. */
export interface RematConfig extends Omit<DtrConfig, "deallocation" | "recursion"> {
  readonly deallocation?: "ignore" | "eager";
  /** Measures how long functions take. */
  readonly clock?: Clock;
}

/** The books of a `Remat`. */
export interface RematAccounts {
  readonly residentBytes: number;
  readonly peakBytes: number;
  readonly evictions: number;
  readonly recomputations: number;
}

/** The values of the inputs of a function. */
export type ValuesOf<Inputs extends readonly Recomputable<unknown>[]> = {
  readonly [K in keyof Inputs]: Inputs[K] extends Recomputable<infer T> ? T : never;
};

/** How to make the outputs of an operator from its inputs' values. */
interface Recipe {
  readonly make: (inputs: readonly unknown[]) => unknown;
  readonly specs: readonly ValueSpec<unknown>[];
}

/** A computation under way. */
interface Flight {
  /** The storages to lock when it lands, one for each who waits. */
  readonly claims: number[];
  readonly landed: Promise<void>;
}

const NS_PER_MS = 1e6;

/**
 * Values that are evicted under a threshold and computed again when they are asked for. Functions must be pure: made
 * again from equal inputs, a value is equal. What is evicted is decided by the same engine that rematerializes tensors.
 */
export class Remat {
  readonly #graph = new Graph();
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #deallocation: "ignore" | "eager";
  readonly #recipes: Recipe[] = [];
  readonly #values: unknown[] = [];
  /** By operator: the computation under way, which all who need it share. */
  readonly #flights = new Map<number, Flight>();
  /** Storages that lost their last handle while they were locked. */
  readonly #doomed = new Set<number>();

  constructor(config: RematConfig) {
    const resolved = resolveDtrConfig(config);
    this.#clock = config.clock ?? systemClock;
    this.#deallocation = config.deallocation ?? "eager";
    this.#engine = engineFor(this.#graph, resolved, {
      execute: () => undefined,
      free: (storage) => this.#free(storage),
    });
    this.#engine.abandoned = (storage) => {
      if (this.#doomed.delete(storage)) deallocate(this.#engine, storage, this.#deallocation);
    };
  }

  /** A value made by `make` from other values, when it is first asked for and whenever it was evicted since. */
  compute<T, const Inputs extends readonly Recomputable<unknown>[]>(
    name: string,
    inputs: Inputs,
    make: (...values: ValuesOf<Inputs>) => T | Promise<T>,
    spec: ValueSpec<T>,
  ): Recomputable<T> {
    const list = async (...values: ValuesOf<Inputs>): Promise<readonly [T]> => [
      await make(...values),
    ];
    return this.computeAll(name, inputs, list, [spec])[0];
  }

  /** Like `compute`, for a function with several results, which are made together and evicted apart. */
  computeAll<
    const Outputs extends readonly unknown[],
    const Inputs extends readonly Recomputable<unknown>[],
  >(
    name: string,
    inputs: Inputs,
    make: (...values: ValuesOf<Inputs>) => Outputs | Promise<Outputs>,
    specs: { readonly [K in keyof Outputs]: ValueSpec<Outputs[K]> },
  ): { readonly [K in keyof Outputs]: Recomputable<Outputs[K]> } {
    const ids = inputs.map((input) => input.idIn(this));
    const list: readonly ValueSpec<never>[] = specs;
    const outputs = list.map(({ bytes }) => {
      return { kind: "storage", bytes: typeof bytes === "number" ? bytes : 0 } as const;
    });
    const operator = this.#graph.add(0, ids, outputs);
    // The types of `inputs` and `specs` tie these together; the recipe forgets them.
    this.#recipes[operator] = {
      make: (values) => make(...(values as ValuesOf<Inputs>)),
      specs: list as readonly ValueSpec<unknown>[],
    };
    this.#engine.introduce(operator);
    const first = int(this.#graph.firstOutput, operator);
    const handles = list.map((_, index) => new Recomputable<unknown>(name, first + index, this));
    return handles as unknown as { readonly [K in keyof Outputs]: Recomputable<Outputs[K]> };
  }

  accounts(): RematAccounts {
    const { ledger } = this.#engine;
    return {
      residentBytes: ledger.memory,
      peakBytes: ledger.peakMemory,
      evictions: ledger.evictions,
      recomputations: ledger.rematerializations,
    };
  }

  /** Evicts until `bytes` fewer are resident, as far as possible. Returns how many it freed. */
  shrink(bytes: number): number {
    const { ledger, limits } = this.#engine;
    const before = ledger.memory;
    this.#engine.makeRoom(limits.budget - Math.max(0, before - bytes));
    return before - ledger.memory;
  }

  /** Derives the books again; while something is being computed its bytes are set aside, so only between. @throws InvariantError */
  checkInvariants(): void {
    if (this.#flights.size === 0) checkInvariants(this.#engine);
  }

  isResident(tensor: number): boolean {
    return this.#engine.ledger.isDefined(tensor);
  }

  /** For `Recomputable`: has a value there and locked while `use` runs. */
  async withValue<R>(tensor: number, use: (value: unknown) => R | Promise<R>): Promise<R> {
    const storage = await this.#lock(tensor);
    try {
      this.#engine.touch(storage);
      return await use(this.#values[tensor]);
    } finally {
      this.#engine.unlock(storage);
    }
  }

  /** For `Recomputable`: takes its handle off. */
  release(tensor: number): void {
    const storage = int(this.#graph.storageOf, tensor);
    if (int(this.#engine.ledger.locks, storage) > 0) this.#doomed.add(storage);
    release(this.#engine, tensor, this.#deallocation);
  }

  /** Has a value there and locked. Who waits for a flight finds the lock set when it lands, before anything can evict it again. */
  async #lock(tensor: number): Promise<number> {
    const storage = int(this.#graph.storageOf, tensor);
    if (this.#engine.ledger.isDefined(tensor)) this.#engine.lock(storage);
    else {
      const operator = int(this.#graph.operatorOf, tensor);
      const flight = this.#flights.get(operator) ?? this.#takeOff(operator);
      flight.claims.push(storage);
      await flight.landed;
    }
    return storage;
  }

  #takeOff(operator: number): Flight {
    const claims: number[] = [];
    const flight = { claims, landed: this.#fly(operator, claims) };
    this.#flights.set(operator, flight);
    return flight;
  }

  async #fly(operator: number, claims: readonly number[]): Promise<void> {
    // A fresh turn for each level keeps long chains off the call stack.
    await Promise.resolve();
    const locked: number[] = [];
    try {
      const inputs = await this.#lockInputs(operator, locked);
      if (!this.#engine.begin(operator)) this.#refuse();
      await this.#make(operator, inputs, claims);
    } finally {
      this.#flights.delete(operator);
      for (const storage of locked) this.#engine.unlock(storage);
    }
  }

  /** Locks what is there first, then brings the rest in order, as the engine's recursions do. */
  async #lockInputs(operator: number, locked: number[]): Promise<readonly unknown[]> {
    const { inputs, firstInput } = this.#graph;
    const ids = Array.from(inputs.subarray(firstInput[operator], firstInput[operator + 1]));
    const { ledger } = this.#engine;
    const there = ids.filter((tensor) => ledger.isDefined(tensor));
    const missing = ids.filter((tensor) => !ledger.isDefined(tensor));
    for (const tensor of there) {
      const storage = int(this.#graph.storageOf, tensor);
      this.#engine.touch(storage);
      this.#engine.lock(storage);
      locked.push(storage);
    }
    for (const tensor of missing) locked.push(await this.#lock(tensor));
    return ids.map((tensor) => this.#values[tensor]);
  }

  /** The claims are locked in the same turn that books the outputs. */
  async #make(
    operator: number,
    inputs: readonly unknown[],
    claims: readonly number[],
  ): Promise<void> {
    const recipe = this.#recipes[operator];
    if (recipe === undefined) throw new RangeError(`operator ${operator} has no recipe`);
    const start = this.#clock.now();
    let results: readonly unknown[];
    try {
      results = resultsOf(await recipe.make(inputs), recipe.specs.length);
    } catch (cause) {
      this.#engine.abort(operator);
      throw cause;
    }
    const again = this.#hasRun(operator);
    if (!again) this.#measure(operator, recipe, results, this.#clock.now() - start);
    this.#keep(operator, results);
    if (!this.#engine.end(operator, again)) this.#refuse();
    for (const storage of claims) this.#engine.lock(storage);
  }

  #hasRun(operator: number): boolean {
    const { ledger } = this.#engine;
    const storage = int(this.#graph.firstStorage, operator);
    return ledger.isResident(storage) || ledger.isEvicted(storage);
  }

  /** Notes time and sizes of a first run, and makes room for what it did not announce. */
  #measure(operator: number, recipe: Recipe, results: readonly unknown[], elapsedMs: number): void {
    const announced = this.#graph.outputBytes[operator] ?? 0;
    const bytes = recipe.specs.map(({ bytes }, index) => {
      return typeof bytes === "number" ? bytes : bytes(results[index]);
    });
    const cost = Math.max(1, Math.round(elapsedMs * NS_PER_MS));
    this.#graph.measure(operator, cost, bytes);
    const more = (this.#graph.outputBytes[operator] ?? 0) - announced;
    this.#engine.makeRoom(more);
    this.#engine.ledger.allocate(more);
  }

  #keep(operator: number, results: readonly unknown[]): void {
    const first = int(this.#graph.firstOutput, operator);
    for (const [index, value] of results.entries()) {
      if (this.#engine.ledger.isDefined(first + index)) this.#dispose(first + index, value);
      else this.#values[first + index] = value;
    }
  }

  #free(storage: number): void {
    for (let t = int(this.#graph.root, storage); t !== NONE; t = int(this.#graph.nextView, t)) {
      const value = this.#values[t];
      this.#values[t] = undefined;
      this.#dispose(t, value);
    }
  }

  #dispose(tensor: number, value: unknown): void {
    const operator = int(this.#graph.operatorOf, tensor);
    const index = tensor - int(this.#graph.firstOutput, operator);
    this.#recipes[operator]?.specs[index]?.dispose?.(value);
  }

  #refuse(): never {
    throw refusalOf(this.#engine);
  }
}

function resultsOf(made: unknown, count: number): readonly unknown[] {
  if (Array.isArray(made) && made.length === count) return made;
  throw new TypeError(`a function with ${count} outputs must return a list of ${count} values`);
}

/** Makes a `Remat`. @throws DtrConfigError, ByteSizeError, UnknownHeuristicError */
export function createRemat(config: RematConfig): Remat {
  return new Remat(config);
}
