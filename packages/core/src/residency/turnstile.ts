/** Lets one task through at a time, in the order of asking. */
export class Turnstile {
  #busy = false;
  readonly #line: (() => void)[] = [];

  async pass<T>(task: () => T | Promise<T>): Promise<T> {
    if (this.#busy) await new Promise<void>((enter) => this.#line.push(enter));
    this.#busy = true;
    try {
      return await task();
    } finally {
      const next = this.#line.shift();
      if (next === undefined) this.#busy = false;
      else next();
    }
  }
}
