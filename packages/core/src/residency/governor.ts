import { wholeBytes } from "../bytes.ts";
import type { Bytes } from "../bytes.ts";
import { systemClock } from "../clock.ts";
import type { Millis } from "../clock.ts";
import { wrongAcquire } from "./acquire-options.ts";
import { Admission } from "./admission.ts";
import type { Ask } from "./admission.ts";
import { Books } from "./books.ts";
import { listsFor } from "./constraint-lists.ts";
import type { Decision } from "./decision.ts";
import { Devices } from "./devices.ts";
import { GovernorClosedError } from "./errors.ts";
import type { Entry } from "./entry.ts";
import { Evictor } from "./evictor.ts";
import { Flight } from "./flight.ts";
import { checkGovernorOptions } from "./governor-options.ts";
import type { GovernorOptions } from "./governor-options.ts";
import { Journal } from "./journal.ts";
import type { Lease } from "./lease.ts";
import { Leasing } from "./leasing.ts";
import { Loading } from "./loading.ts";
import type { AcquireOptions } from "./loader.ts";
import { evictionPolicy } from "./policies/registry.ts";
import { Pool } from "./pool.ts";
import type { PoolGovernor } from "./pool.ts";
import { poolRules } from "./pool-options.ts";
import type { PoolOptions, PoolRules } from "./pool-options.ts";
import type { MemoryRequest } from "./request.ts";
import { residentId } from "./resident.ts";
import type { Resident } from "./resident.ts";

const FIVE_MINUTES = 300_000;

/** What is about to be needed, and where. */
export interface GuardOptions {
  readonly pool: string;
  /** `host` unless stated. */
  readonly device?: string | undefined;
  readonly bytes: number;
  /** The pool's unless stated. Residents of higher priority are not evicted for it. */
  readonly priority?: number | undefined;
}

/** What a guard did: the answer of each round of evictions, the last being the final one. */
export interface GuardOutcome {
  readonly decisions: readonly Decision[];
  /** Ids of what was evicted. */
  readonly evicted: readonly string[];
  /** Whether every constraint and budget is satisfied now. */
  readonly satisfied: boolean;
}

/** Decides what stays in memory: loads, leases and evicts residents under the constraints and budgets it was given. */
export class Governor implements AsyncDisposable {
  readonly journal: Journal;
  readonly #books = new Books();
  readonly #devices: Devices;
  readonly #evictor: Evictor;
  readonly #admission: Admission;
  readonly #loading: Loading;
  readonly #leasing: Leasing;
  readonly #flights = new Map<string, Flight>();
  readonly #poolOptions: Readonly<Record<string, PoolOptions>>;
  readonly #rules = new Map<string, PoolRules>();
  readonly #waitMs: Millis;
  readonly #poolGovernor: PoolGovernor = {
    acquire: (pool, options) => this.#acquire(pool, options),
    evict: (pool, key, device) => this.#leasing.evict(residentId(pool, key, device)),
    pin: (pool, key, device, pinned) => this.#leasing.pin(residentId(pool, key, device), pinned),
    placedIn: (pool) => this.#books.placedIn(pool),
  };
  #nextRequest = 1;
  #closed = false;

  /** @throws ConstraintListError, UnknownPolicyError, or InvalidArgumentError for another wrong option. */
  constructor(given: GovernorOptions = {}) {
    const options = checkGovernorOptions(given);
    const { clock = systemClock, policy = "cost-per-byte" } = options;
    this.#waitMs = options.waitMs ?? FIVE_MINUTES;
    this.#poolOptions = options.pools ?? {};
    this.journal = new Journal(clock, options.journalCapacity);
    const caps = Object.entries(options.budgets ?? {});
    const budgets = new Map(
      caps.map(([device, cap]): [string, Bytes] => [
        device,
        wholeBytes(cap, `the budget of ${device}`),
      ]),
    );
    this.#devices = new Devices(options.probes ?? [], budgets, this.#books, clock);
    const onFreed = (): void => this.#admission.serve();
    const shared = { clock, books: this.#books, devices: this.#devices, journal: this.journal };
    this.#evictor = new Evictor({ ...shared, onFreed });
    this.#admission = new Admission({
      ...shared,
      evictor: this.#evictor,
      policy: typeof policy === "string" ? evictionPolicy(policy) : policy,
      rules: { maxWaiting: options.maxWaiting ?? 256, overtakeMs: options.overtakeMs ?? 2000 },
      onVictim: (worth) => this.#leasing.noteVictim(worth),
    });
    const parts = { ...shared, evictor: this.#evictor, admission: this.#admission };
    this.#loading = new Loading(parts);
    this.#leasing = new Leasing({
      ...parts,
      loading: this.#loading,
      ask: (request) => this.#ask("acquire", request),
    });
    for (const name of Object.keys(this.#poolOptions)) this.#rulesOf(name);
  }

  /** A pool by name. The documented ones have their lists already; any other name makes a pool without constraints. */
  pool(name: string): Pool {
    this.#rulesOf(name);
    return new Pool(name, this.#poolGovernor);
  }

  /** Everything in memory that the governor knows of, in the order in which it was placed. */
  get residents(): readonly Resident[] {
    return this.#books.residents;
  }

  /** Requests that wait for memory. */
  get waiting(): number {
    return this.#admission.waiting;
  }

  /** Bytes that the books charge to a device: residents, loads under way, and what failed disposals left behind. */
  placedOn(device: string): Bytes {
    return this.#books.placedOn(device);
  }

  /**
   * Announces a need: evaluates the pool's lists and evicts as far as they ask. Soft, so it neither waits nor refuses;
   * it reserves nothing.
   */
  async guard(options: GuardOptions): Promise<GuardOutcome> {
    this.#refuseIfClosed(`a guard of ${options.pool}`);
    const decisions = await this.#admission.guard(this.#ask("guard", options));
    const evicted = decisions.flatMap(({ verdict }) =>
      verdict.kind === "evict" ? verdict.victims : [],
    );
    return { decisions, evicted, satisfied: decisions.at(-1)?.verdict.kind === "admit" };
  }

  /** What an acquire or a guard would meet with now: the same decision, carried out by nobody and not recorded. */
  async plan(options: GuardOptions & { readonly key?: string | undefined }): Promise<Decision> {
    const kind = options.key === undefined ? "guard" : "acquire";
    return this.#admission.plan(this.#ask(kind, options));
  }

  /**
   * Runs `work`; if it runs out of memory, evicts everything evictable on the device and runs it once more.
   * @throws OutOfMemoryError when the second attempt runs out as well.
   */
  async withOutOfMemoryRetry<T>(
    device: string,
    subject: string,
    work: () => T | Promise<T>,
  ): Promise<T> {
    return this.#loading.withRetry(device, subject, work);
  }

  /**
   * Refuses everything from now on, rejects whoever waits with GovernorClosedError, and disposes of all residents; a
   * leased one when its last lease ends. Resolves when the unleased ones are gone.
   */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#leasing.close();
      for (const [id, flight] of this.#flights) flight.abort(new GovernorClosedError(id));
    }
    await Promise.all([...this.#flights.values()].map((flight) => flight.landed));
    const unleased = this.#books.residents.filter((entry) => entry.leases === 0);
    await Promise.all(unleased.map((entry) => this.#evictor.evict(entry, "closed")));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Re-derives the books. @throws InvariantError naming the first figure that disagrees. */
  checkInvariants(): void {
    this.#books.checkInvariants();
  }

  #acquire<T>(pool: string, options: AcquireOptions<T>): Promise<Lease<T>> {
    const { key, device = "host", signal } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    const id = residentId(pool, key, device);
    if (this.#closed) return Promise.reject(new GovernorClosedError(id));
    const entry = this.#books.get(id);
    if (entry?.state === "resident") return Promise.resolve(this.#leasing.lease<T>(entry));
    const obstacle = entry?.eviction ?? this.#abortedFlight(id)?.landed;
    if (obstacle !== undefined) return this.#acquireAfter(obstacle, pool, options);
    return this.#board(id, pool, options);
  }

  /** Joins the load under way, or starts one. */
  #board<T>(id: string, pool: string, options: AcquireOptions<T>): Promise<Lease<T>> {
    const underWay = this.#flights.get(id);
    const wrong = underWay === undefined ? wrongAcquire(options, id) : undefined;
    if (wrong !== undefined) return Promise.reject(wrong);
    return new Promise((resolve, reject) => {
      const flight = underWay ?? new Flight();
      const grant = (loaded: Entry): void => resolve(this.#leasing.lease<T>(loaded));
      flight.join({ grant, reject }, options.signal);
      // Joined first: a flight may fail before it has left the ground.
      if (underWay === undefined) void this.#fly(id, flight, pool, options);
    });
  }

  /** A flight that nobody wants any more, and that therefore cannot be joined. */
  #abortedFlight(id: string): Flight | undefined {
    const flight = this.#flights.get(id);
    return flight?.signal.aborted === true ? flight : undefined;
  }

  async #acquireAfter<T>(
    obstacle: Promise<void>,
    pool: string,
    options: AcquireOptions<T>,
  ): Promise<Lease<T>> {
    await obstacle;
    return this.#acquire(pool, options);
  }

  async #fly<T>(
    id: string,
    flight: Flight,
    pool: string,
    options: AcquireOptions<T>,
  ): Promise<void> {
    this.#flights.set(id, flight);
    try {
      const ask = this.#ask("acquire", { ...options, pool });
      const entry = await this.#loading.load(ask, this.#rulesOf(pool), options, flight);
      if (entry.uses === 0 && entry.state === "resident") {
        await this.#evictor.evict(entry, "aborted", ask.id);
      }
    } catch (error) {
      flight.fail(error);
    } finally {
      this.#flights.delete(id);
      flight.land();
      this.#admission.serve();
    }
  }

  #ask(kind: MemoryRequest["kind"], options: GuardOptions & { key?: string | undefined }): Ask {
    const { pool, key, device = "host" } = options;
    const rules = this.#rulesOf(pool);
    const id = key === undefined ? undefined : residentId(pool, key, device);
    const learned = id === undefined ? undefined : this.#loading.learnedSize(id);
    return {
      id: this.#nextRequest++,
      request: {
        kind,
        pool,
        key,
        device,
        bytes: learned ?? wholeBytes(options.bytes, `the bytes of ${id ?? pool}`),
        priority: options.priority ?? rules.priority,
      },
      lists: listsFor(rules.lists, device),
      poolBudget: rules.budget,
    };
  }

  #rulesOf(name: string): PoolRules {
    const known = this.#rules.get(name);
    if (known !== undefined) return known;
    const rules = poolRules(name, this.#poolOptions[name] ?? {}, this.#waitMs);
    this.#rules.set(name, rules);
    return rules;
  }

  #refuseIfClosed(subject: string): void {
    if (this.#closed) throw new GovernorClosedError(subject);
  }
}
