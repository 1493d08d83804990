import { abortable, saysOutOfMemory } from "@spillway/core";
import type { SpillwayError } from "@spillway/core";
import type { ChildAnswer, ChildLink } from "./child-link.ts";
import type { Stage } from "./errors.ts";
import { HolderCrashedError, OnnxOutOfMemoryError, SessionClosedError } from "./errors.ts";
import { failureError } from "./failure.ts";
import { checkFeeds } from "./feeds.ts";
import type { ModelFile } from "./model-file.ts";
import { runtimeOptions } from "./runtime-options.ts";
import type { Closed, HeldSession, RunOptions, SessionSettings } from "./session-holder.ts";
import type { TensorMap } from "./tensor.ts";
import type { ValueInfo } from "./value-info.ts";

export interface ChildSessionOptions {
  readonly model: ModelFile;
  readonly settings: SessionSettings;
  readonly endTimeoutMs: number;
  readonly startChild: () => ChildLink;
  readonly signal: AbortSignal | undefined;
}

/** A session in a child process of its own, and in the next one when that crashes. */
export class ChildSession implements HeldSession {
  readonly path: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly #settings: SessionSettings;
  readonly #endTimeoutMs: number;
  readonly #startChild: () => ChildLink;
  readonly #life = new AbortController();
  #link: ChildLink | undefined;
  #opening: Promise<ChildLink> | undefined;
  #closed: Promise<Closed> | undefined;

  private constructor({ model, settings, endTimeoutMs, startChild }: ChildSessionOptions) {
    this.path = model.path;
    this.inputs = model.inputs;
    this.outputs = model.outputs;
    this.#settings = settings;
    this.#endTimeoutMs = endTimeoutMs;
    this.#startChild = startChild;
  }

  static async open(options: ChildSessionOptions): Promise<ChildSession> {
    const session = new ChildSession(options);
    session.#link = await session.#start(options.signal ?? session.#life.signal);
    return session;
  }

  /** The child's resident set, as it last said; 0 while there is no child. */
  get bytes(): number {
    return this.#link === undefined || this.#link.gone ? 0 : this.#link.bytes;
  }

  async run(feeds: TensorMap, { signal }: RunOptions = {}): Promise<TensorMap> {
    signal?.throwIfAborted();
    this.#life.signal.throwIfAborted();
    checkFeeds(this.inputs, feeds);
    const answer = await abortable(this.#ask(feeds), signal);
    this.#life.signal.throwIfAborted();
    if (answer.kind === "done") return answer.tensors;
    throw this.#failure("run", answer);
  }

  close(): Promise<Closed> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #ask(feeds: TensorMap): Promise<ChildAnswer> {
    const request = { kind: "run" } as const;
    if (this.#link !== undefined && !this.#link.gone) return this.#link.request(request, feeds);
    return this.#replaced().then((link) => link.request(request, feeds));
  }

  async #replaced(): Promise<ChildLink> {
    this.#opening ??= this.#start(this.#life.signal).finally(() => (this.#opening = undefined));
    this.#link = await this.#opening;
    return this.#link;
  }

  /** Starts a child and opens the model in it. When that fails or is aborted, the child is gone before it throws. */
  async #start(signal: AbortSignal): Promise<ChildLink> {
    signal.throwIfAborted();
    const link = this.#startChild();
    const kill = (): void => link.kill();
    signal.addEventListener("abort", kill, { once: true });
    const options = runtimeOptions(this.#settings);
    const answer = await link.request({ kind: "open", path: this.path, options });
    signal.removeEventListener("abort", kill);
    if (answer.kind === "done" && !signal.aborted) return link;
    link.kill();
    await link.ended;
    // What has opened is given up for the signal's sake alone.
    if (answer.kind === "done" || signal.aborted) throw signal.reason as Error;
    throw this.#failure("open", answer);
  }

  async #end(): Promise<Closed> {
    this.#life.abort(new SessionClosedError(this.path));
    await this.#opening?.catch(() => undefined);
    const link = this.#link;
    const returnedBytes = this.bytes;
    if (link === undefined || link.gone) return { returnedBytes };
    // A child in a run hears nothing until it has finished, which nobody waits for any more.
    if (link.busy) link.kill();
    link.hangUp();
    const timer = setTimeout(() => link.kill(), this.#endTimeoutMs);
    await link.ended;
    clearTimeout(timer);
    return { returnedBytes };
  }

  #failure(stage: Stage, answer: Exclude<ChildAnswer, { readonly kind: "done" }>): SpillwayError {
    switch (answer.kind) {
      case "failed":
        return failureError({ path: this.path, stage, ...answer });
      case "ended": {
        const crash = new HolderCrashedError(this.path, answer.end);
        if (!saysOutOfMemory(answer.end.stderr)) return crash;
        return new OnnxOutOfMemoryError(this.path, stage, crash.message, { cause: crash });
      }
    }
  }
}
