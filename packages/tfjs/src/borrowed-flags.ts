import type { FlagValue, TensorFlow } from "./tensorflow.ts";

/** Settings of TensorFlow.js that are changed until they are given back. */
export class BorrowedFlags {
  readonly #tf: TensorFlow;
  readonly #before = new Map<string, FlagValue>();
  #isGivenBack = false;

  constructor(tf: TensorFlow) {
    this.#tf = tf;
  }

  set(flags: Readonly<Record<string, FlagValue>>): void {
    if (this.#isGivenBack) return;
    const env = this.#tf.env();
    for (const [name, value] of Object.entries(flags)) {
      if (!this.#before.has(name)) this.#before.set(name, env.get(name));
      env.set(name, value);
    }
  }

  /** Sets every setting back to what it was, for good. */
  giveBack(): void {
    this.#isGivenBack = true;
    const env = this.#tf.env();
    for (const [name, value] of this.#before) env.set(name, value);
  }
}
