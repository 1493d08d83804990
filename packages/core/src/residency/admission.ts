import { Alarm } from "../alarm.ts";
import { bytes } from "../bytes.ts";
import type { Bytes } from "../bytes.ts";
import type { Clock, Millis } from "../clock.ts";
import { InvariantError } from "../errors.ts";
import type { Reading } from "../probe/reading.ts";
import type { Books } from "./books.ts";
import type { NamedList } from "./constraint-lists.ts";
import { decide } from "./decide.ts";
import type { BudgetUse, Decision, WaitVerdict } from "./decision.ts";
import type { Devices } from "./devices.ts";
import type { Entry } from "./entry.ts";
import { CannotFitError } from "./errors.ts";
import type { Evictor } from "./evictor.ts";
import type { Journal } from "./journal.ts";
import { Placement } from "./placement.ts";
import type { EvictionPolicy } from "./policies/policy.ts";
import type { MemoryRequest } from "./request.ts";
import { Turnstile } from "./turnstile.ts";
import { WaitingLine } from "./waiting-line.ts";
import type { WaitingRules } from "./waiting-line.ts";

/** What admission works on. */
export interface AdmissionParts {
  readonly clock: Clock;
  readonly books: Books;
  readonly devices: Devices;
  readonly journal: Journal;
  readonly evictor: Evictor;
  readonly policy: EvictionPolicy;
  readonly rules: WaitingRules;
  /** Told the worth of each victim, for policies that age by it. */
  readonly onVictim: (worth: number) => void;
}

/** A request as it stands before the governor. */
export interface Ask {
  /** Ties the journal's entries of one request together. */
  readonly id: number;
  readonly request: MemoryRequest;
  readonly lists: readonly NamedList[];
  /** The cap on the request's pool. */
  readonly poolBudget: Bytes | undefined;
}

/** An ask that wants its bytes placed, and may wait for that. */
export interface PlacementAsk extends Ask {
  readonly entry: Entry;
  readonly signal: AbortSignal;
  readonly waitMs: Millis;
}

/** Reads, decides and evicts for one request at a time; keeps the line of those that have to wait. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #turnstile = new Turnstile();
  readonly #line: WaitingLine;
  readonly #endOfStay: Alarm;
  #serving = false;
  #serveAgain = false;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
    this.#line = new WaitingLine(parts.rules, parts.clock);
    this.#endOfStay = new Alarm(parts.clock, () => this.serve());
  }

  /** How many requests wait. */
  get waiting(): number {
    return this.#line.length;
  }

  /** What would be decided now, without doing it. */
  async plan(ask: Ask): Promise<Decision> {
    return this.#decide(ask, await this.#parts.devices.readRaw(ask.request.device));
  }

  /** Makes the room that the lists and budgets ask for, as far as it goes. @returns the answer of each round. */
  guard(ask: Ask): Promise<readonly Decision[]> {
    return this.#turnstile.pass(async () => {
      const decisions: Decision[] = [];
      for (;;) {
        const { decision, evicted } = await this.#round(ask);
        decisions.push(decision);
        if (!evicted) return decisions;
      }
    });
  }

  /**
   * Resolves once the entry's bytes are on the books.
   * @throws CannotFitError, WaitTimeoutError, QueueFullError, or the signal's reason.
   */
  async admit(ask: PlacementAsk): Promise<void> {
    const { clock, journal } = this.#parts;
    const placement = new Placement(ask.request, ask.signal, clock, (signal, waitedFor) =>
      this.#place(ask, signal, waitedFor),
    );
    await this.#turnstile.pass(async () => {
      if (!this.#line.isOverdue(placement.device)) await placement.attempt();
    });
    if (placement.ended) return placement.done;
    try {
      this.#line.join(placement);
      placement.limit(ask.waitMs, clock);
      // What became free while this was decided found nobody in the line.
      this.serve();
      await placement.done;
    } catch (error) {
      placement.fail(error);
      journal.record({ kind: "abandoned", requestId: ask.id, error: String(error) });
      throw error;
    } finally {
      this.#line.leave(placement);
      if (this.#line.length === 0) this.#endOfStay.cancel();
    }
  }

  /** Charges an entry its measured size. @returns false, with nothing changed, when no room can be made for it. */
  charge(entry: Entry, size: Bytes, ask: Ask): Promise<boolean> {
    const { books } = this.#parts;
    if (size <= entry.bytes) {
      books.resize(entry, size);
      this.serve();
      return Promise.resolve(true);
    }
    return this.#turnstile.pass(async () => {
      if (size <= entry.bytes) return true;
      const growth = bytes(size - entry.bytes);
      // The lists were asked when the load began; what counts here are the caps alone.
      const more: Ask = { ...ask, request: { ...ask.request, bytes: growth }, lists: [] };
      for (;;) {
        const { decision, evicted } = await this.#round(more);
        // It may have been the cheapest to evict itself, or be gone for another reason.
        if (books.get(entry.id) !== entry || entry.state === "evicting") return true;
        if (evicted) continue;
        if (decision.verdict.kind !== "admit") return false;
        books.resize(entry, size);
        return true;
      }
    });
  }

  /** Tries everyone who waits again. Called whenever bytes or leases have become free. */
  serve(): void {
    if (this.#line.length === 0) return;
    if (this.#serving) {
      this.#serveAgain = true;
      return;
    }
    this.#serving = true;
    void this.#turnstile
      .pass(() => this.#line.serve())
      .finally(() => {
        this.#serving = false;
        if (this.#serveAgain) {
          this.#serveAgain = false;
          this.serve();
        }
      });
  }

  /** Decides in rounds until the entry is placed. @returns the verdict if it has to wait. */
  async #place(
    ask: PlacementAsk,
    signal: AbortSignal,
    waitedFor: WaitVerdict | undefined,
  ): Promise<WaitVerdict | undefined> {
    for (;;) {
      const { decision, evicted } = await this.#round(ask, waitedFor !== undefined);
      signal.throwIfAborted();
      if (evicted) continue;
      const { verdict } = decision;
      if (verdict.kind === "wait") {
        this.#wakeAfterStay();
        return verdict;
      }
      if (verdict.kind === "refuse") {
        const { key = ask.request.pool, device, bytes: needed } = ask.request;
        throw new CannotFitError(key, device, needed, verdict.limit, verdict.limitedBy);
      }
      this.#parts.books.add(ask.entry);
      return undefined;
    }
  }

  /** One reading, one decision, and the evictions it asks for. A repeated `wait` is not recorded again. */
  async #round(ask: Ask, waits = false): Promise<{ decision: Decision; evicted: boolean }> {
    const { books, devices, journal, evictor, policy } = this.#parts;
    const reading = devices.readRaw(ask.request.device);
    const raw = reading instanceof Promise ? await reading : reading;
    const decision = this.#decide(ask, raw);
    const { verdict } = decision;
    if (!waits || verdict.kind !== "wait") {
      journal.record({ kind: "decision", requestId: ask.id, ...decision });
    }
    if (verdict.kind !== "evict") return { decision, evicted: false };
    const victims = verdict.victims.map((id) => onTheBooks(books, id));
    for (const victim of victims) this.#parts.onVictim(policy.worth(victim, decision.at));
    await evictor.makeRoom(victims, raw, verdict.reason, ask.id);
    return { decision, evicted: true };
  }

  #decide(ask: Ask, raw: Reading): Decision {
    const { books, clock, devices, policy } = this.#parts;
    return decide(ask.request, {
      now: clock.now(),
      residents: books.residents,
      reading: devices.narrow(raw),
      lists: ask.lists,
      budgets: this.#budgets(ask),
      policy,
    });
  }

  #budgets({ request, poolBudget }: Ask): readonly BudgetUse[] {
    const { books, devices } = this.#parts;
    const { device, pool } = request;
    const uses: BudgetUse[] = [];
    const ofDevice = devices.budgetOf(device);
    if (ofDevice !== undefined) {
      const use = { scope: "device", of: device, limit: ofDevice } as const;
      uses.push({ name: `budget of ${device}`, ...use, placed: books.placedOn(device) });
    }
    if (poolBudget !== undefined) {
      const use = { scope: "pool", of: pool, limit: poolBudget } as const;
      uses.push({ name: `budget of pool ${pool}`, ...use, placed: books.placedIn(pool) });
    }
    return uses;
  }

  /** A minimum stay ends without any event: look again then. */
  #wakeAfterStay(): void {
    const { books, clock } = this.#parts;
    const now = clock.now();
    for (const { stayUntil } of books.residents) {
      if (stayUntil > now) this.#endOfStay.ringBy(stayUntil);
    }
  }
}

function onTheBooks(books: Books, id: string): Entry {
  const entry = books.get(id);
  if (entry === undefined)
    throw new InvariantError(`${id} was chosen for eviction but is not on the books`);
  return entry;
}
