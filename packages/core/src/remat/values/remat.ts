import { wholeBytes } from "../../bytes.ts";
import type { Clock } from "../../clock.ts";
import { InvalidArgumentError, InvariantError } from "../../errors.ts";
import { checkInvariants } from "../engine/check-invariants.ts";
import { deallocate, release } from "../engine/deallocation.ts";
import type { Engine } from "../engine/engine.ts";
import { int, real } from "../graph/columns.ts";
import { Graph, NONE } from "../graph/graph.ts";
import { engineFor } from "../runtime/engine-for.ts";
import { refusalOf } from "../runtime/refusal.ts";
import { Workspace } from "../runtime/workspace.ts";
import { Recomputable } from "./recomputable.ts";
import { type RematConfig, resolveRematConfig } from "./remat-config.ts";

/** What is known of one result of a function. */
export interface ValueSpec<T> {
  /** Bytes it occupies, or how to tell from the first one made. A fraction counts as one byte more. */
  readonly bytes: number | ((value: T) => number);
  /** Gives back what the value holds outside the JavaScript heap; called at each eviction. */
  readonly dispose?: (value: T) => void;
}

/** The books of a `Remat`, from its making on. */
export interface RematAccounts {
  /** Bytes of the values that are there now, with what is set aside for those under way. */
  readonly residentBytes: number;
  /** The most `residentBytes` ever. */
  readonly peakBytes: number;
  /** Values that left: to make room, or because they were disposed of. */
  readonly evictions: number;
  /** Of the evictions, those that made room. */
  readonly evictionsForRoom: number;
  /** Runs of functions that had run before, to have an evicted value again. */
  readonly rematerializations: number;
}

/** The values of the inputs of a function. */
export type ValuesOf<Inputs extends readonly Recomputable<unknown>[]> = {
  readonly [K in keyof Inputs]: Inputs[K] extends Recomputable<infer T> ? T : never;
};

/** How to make the outputs of an operator from its inputs' values. */
interface Recipe {
  readonly name: string;
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
  /** Storages that lost their last handle while they were locked or under way. */
  readonly #doomed = new Set<number>();

  constructor(config: RematConfig) {
    const resolved = resolveRematConfig(config);
    this.#clock = resolved.clock;
    this.#deallocation = resolved.deallocation;
    this.#engine = engineFor(this.#graph, resolved, {
      execute: () => undefined,
      free: (storage) => this.#free(storage),
    });
    this.#engine.abandoned = (storage) => {
      if (this.#doomed.delete(storage)) deallocate(this.#engine, storage, this.#deallocation);
    };
  }

  /**
   * A value made by `make` from other values, when it is first asked for and whenever it was evicted since.
   * @throws InvalidArgumentError for bytes that are no size; where a function tells them, whoever asks for the value gets it.
   */
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
      return {
        kind: "storage",
        bytes: typeof bytes === "function" ? 0 : sizeOf(name, bytes),
      } as const;
    });
    const operator = this.#graph.add(0, ids, outputs);
    // The types of `inputs` and `specs` tie these together; the recipe forgets them.
    this.#recipes[operator] = {
      name,
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
      evictionsForRoom: ledger.evictionsForRoom,
      rematerializations: ledger.rematerializations,
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
    const isUnderWay = this.#flights.has(int(this.#graph.operatorOf, tensor));
    if (isUnderWay || int(this.#engine.ledger.locks, storage) > 0) this.#doomed.add(storage);
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
    if (recipe === undefined) throw new InvariantError(`operator ${operator} has no recipe`);
    const start = this.#clock.now();
    let results: readonly unknown[] = [];
    let again = false;
    try {
      results = resultsOf(await recipe.make(inputs), recipe);
      again = this.#hasRun(operator);
      if (!again) this.#measure(operator, recipe, results, this.#clock.now() - start);
    } catch (cause) {
      this.#engine.abort(operator);
      for (const [index, value] of results.entries()) recipe.specs[index]?.dispose?.(value);
      throw cause;
    }
    this.#keep(operator, results);
    if (!this.#engine.end(operator, again)) this.#refuse();
    for (const storage of claims) this.#engine.lock(storage);
    this.#dropUnclaimed(operator);
  }

  /** Lets go of the outputs that were released while they were under way, but for those that somebody still waits for. */
  #dropUnclaimed(operator: number): void {
    const { locks } = this.#engine.ledger;
    const end = int(this.#graph.firstStorage, operator + 1);
    for (let storage = int(this.#graph.firstStorage, operator); storage < end; storage++) {
      if (int(locks, storage) > 0 || !this.#doomed.delete(storage)) continue;
      deallocate(this.#engine, storage, this.#deallocation);
    }
  }

  #hasRun(operator: number): boolean {
    const { ledger } = this.#engine;
    const storage = int(this.#graph.firstStorage, operator);
    return ledger.isResident(storage) || ledger.isEvicted(storage);
  }

  /**
   * Makes room for what a first run made and did not announce, then notes its time and sizes. Where it throws, what is set
   * aside is what was announced, as before.
   */
  #measure(operator: number, recipe: Recipe, results: readonly unknown[], elapsedMs: number): void {
    const sizes = recipe.specs.map(({ bytes }, index) => {
      return sizeOf(recipe.name, typeof bytes === "function" ? bytes(results[index]) : bytes);
    });
    const workspace = new Workspace(this.#engine);
    workspace.open(operator, real(this.#graph.outputBytes, operator));
    workspace.settle(sizes.reduce((sum, size) => sum + size, 0));
    this.#graph.measure(operator, Math.max(1, Math.round(elapsedMs * NS_PER_MS)), sizes);
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

function resultsOf(made: unknown, { name, specs }: Recipe): readonly unknown[] {
  const wanted = `a list of ${specs.length} values`;
  if (!Array.isArray(made)) {
    throw new InvalidArgumentError(`${name} must return ${wanted}, got ${typeof made}`);
  }
  if (made.length === specs.length) return made;
  throw new InvalidArgumentError(`${name} must return ${wanted}, got ${made.length}`);
}

/** A stated or told size. @throws InvalidArgumentError */
function sizeOf(name: string, size: number): number {
  return wholeBytes(size, `the bytes of ${name}`);
}

/** Makes a `Remat`. @throws DtrConfigError, UnknownHeuristicError */
export function createRemat(config: RematConfig): Remat {
  return new Remat(config);
}
