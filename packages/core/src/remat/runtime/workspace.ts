import type { Engine } from "../engine/engine.ts";
import { RematOutOfMemoryError } from "./remat-error.ts";

/**
 * The memory of the operator that is running. What it takes is made room for, beyond what was set aside for its outputs;
 * what it gives back before its end stays reserved for it until then.
 */
export class Workspace {
  readonly #engine: Engine;
  #operator = 0;
  #aside = 0;
  #reserved = 0;
  #taken = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Before an operator runs, `aside` bytes being set aside for its outputs. */
  open(operator: number, aside: number): void {
    this.#operator = operator;
    this.#aside = aside;
    this.#reserved = aside;
    this.#taken = 0;
  }

  /** Makes room for memory that the operator is about to take. @throws RematOutOfMemoryError under a hard limit. */
  take(bytes: number): void {
    this.#taken += bytes;
    this.#reserve(this.#taken);
  }

  giveBack(bytes: number): void {
    this.#taken -= bytes;
  }

  /** After an operator ended with `kept` bytes: the rest is room again. @throws RematOutOfMemoryError */
  settle(kept: number): void {
    this.#reserve(kept);
    this.#engine.ledger.memory -= this.#reserved - kept;
  }

  /** After an operator failed: only what was set aside is left to give back. */
  abandon(): void {
    this.#engine.ledger.memory -= this.#reserved - this.#aside;
  }

  #reserve(bytes: number): void {
    const more = bytes - this.#reserved;
    if (more <= 0) return;
    if (!this.#engine.reserve(this.#operator, more)) this.#refuse(bytes);
    this.#reserved = bytes;
  }

  #refuse(bytes: number): never {
    const { ledger, limits } = this.#engine;
    this.#engine.shortage = undefined;
    throw new RematOutOfMemoryError(ledger.memory + bytes - this.#reserved, limits.budget);
  }
}
