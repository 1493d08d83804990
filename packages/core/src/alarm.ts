import type { Clock, Millis } from "./clock.ts";

/** One appointment at a time: of all the times asked for, the earliest that has not come yet. */
export class Alarm {
  readonly #clock: Clock;
  readonly #task: () => void;
  #set: { readonly at: Millis; cancel(): void } | undefined;

  constructor(clock: Clock, task: () => void) {
    this.#clock = clock;
    this.#task = task;
  }

  /** Rings at `at`, a time of the clock, unless it is set to ring before that. */
  ringBy(at: Millis): void {
    if (this.#set !== undefined && this.#set.at <= at) return;
    this.cancel();
    const ring = (): void => {
      this.#set = undefined;
      this.#task();
    };
    this.#set = { at, cancel: this.#clock.schedule(at - this.#clock.now(), ring) };
  }

  cancel(): void {
    this.#set?.cancel();
    this.#set = undefined;
  }
}
