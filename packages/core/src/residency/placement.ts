import type { Clock, Millis } from "../clock.ts";
import type { WaitVerdict } from "./decision.ts";
import { WaitTimeoutError } from "./errors.ts";
import type { MemoryRequest } from "./request.ts";
import type { Attempt, Waiter } from "./waiting-line.ts";

/** Tries to place a request's bytes: resolves to what it has to wait for, or to nothing once they are placed. */
export type TryToPlace = (
  signal: AbortSignal,
  waitedFor: WaitVerdict | undefined,
) => Promise<WaitVerdict | undefined>;

/**
 * A request on its way onto the books. It ends exactly once: placed, failed, aborted or out of time; an attempt that
 * is under way when it ends otherwise sees the aborted signal before it can place anything.
 */
export class Placement implements Waiter {
  readonly key: string;
  readonly device: string;
  readonly since: Millis;
  /** Settles when the placement ends. */
  readonly done: Promise<void>;
  readonly #tryToPlace: TryToPlace;
  readonly #gone = new AbortController();
  #waitsFor: WaitVerdict | undefined;
  #settle: { resolve(): void; reject(error: unknown): void } | undefined;
  #cleanUp: (() => void) | undefined;

  constructor(request: MemoryRequest, signal: AbortSignal, clock: Clock, tryToPlace: TryToPlace) {
    this.key = request.key ?? request.pool;
    this.device = request.device;
    this.since = clock.now();
    this.#tryToPlace = tryToPlace;
    this.done = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // Whoever awaits `done` sees the failure; until then it must not count as unhandled.
    this.done.catch(() => undefined);
    const onAbort = (): void => this.fail(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#cleanUp = () => signal.removeEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
  }

  get ended(): boolean {
    return this.#settle === undefined;
  }

  async attempt(): Promise<Attempt> {
    if (this.ended) return "served";
    try {
      this.#waitsFor = await this.#tryToPlace(this.#gone.signal, this.#waitsFor);
      if (this.#waitsFor !== undefined) return "still-waiting";
      this.#end()?.resolve();
    } catch (error) {
      this.fail(error);
    }
    return "served";
  }

  /** Fails the placement unless it is placed within `waitMs` from now. */
  limit(waitMs: Millis, clock: Clock): void {
    if (this.ended) return;
    const giveUp = (): void => {
      const { missing, blockers = [] } = this.#waitsFor ?? {};
      this.fail(new WaitTimeoutError(this.key, clock.now() - this.since, missing, blockers));
    };
    const cancelTimer = clock.schedule(waitMs, giveUp, { keepsAlive: true });
    const cleanUp = this.#cleanUp;
    this.#cleanUp = () => {
      cancelTimer();
      cleanUp?.();
    };
  }

  fail(error: unknown): void {
    const settle = this.#end();
    if (settle === undefined) return;
    this.#gone.abort(error);
    settle.reject(error);
  }

  #end(): { resolve(): void; reject(error: unknown): void } | undefined {
    const settle = this.#settle;
    this.#settle = undefined;
    this.#cleanUp?.();
    this.#cleanUp = undefined;
    return settle;
  }
}
