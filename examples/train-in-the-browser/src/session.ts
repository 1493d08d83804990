import type { Step } from "./step.ts";

/** What a session needs: where steps come from, and where they go. */
export interface SessionOptions {
  /** Begins a training; ending the generator gives its memory back. */
  readonly begin: () => AsyncGenerator<Step, void>;
  readonly show: (step: Step) => void;
}

/** A training that can be stopped after a step and gone on with later. */
export class Session {
  readonly #options: SessionOptions;
  #training: AsyncGenerator<Step, void> | undefined;
  #wanted = false;
  #stepping = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#wanted;
  }

  /** Trains until `stop`. Settles once the last step is over, and fails as a step does. */
  async start(): Promise<void> {
    this.#wanted = true;
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      while (this.#wantsMore()) await this.#step();
    } finally {
      this.#stepping = false;
      this.#wanted = false;
    }
  }

  stop(): void {
    this.#wanted = false;
  }

  /** Gives the training up; the next step is the first of another. */
  async startOver(): Promise<void> {
    const given = this.#training;
    this.#training = undefined;
    await given?.return();
  }

  // A getter's or field's value would be taken for constant across the `await`.
  #wantsMore(): boolean {
    return this.#wanted;
  }

  async #step(): Promise<void> {
    const training = (this.#training ??= this.#options.begin());
    const { value } = await training.next();
    // A step of a training that was given up meanwhile is nobody's.
    if (value !== undefined && training === this.#training) this.#options.show(value);
  }
}
