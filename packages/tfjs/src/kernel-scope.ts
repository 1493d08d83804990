import { KernelInputError } from "./errors.ts";
import type { DataId, Engine, KernelBackend, TrackedTensor } from "./tensorflow.ts";

/**
 * What the kernel that runs has the engine make, if it calls operators itself: tensors on the inner backend, which are a
 * part of it. Those that it does not return end with it, each time that it is run.
 */
export class KernelScope {
  readonly #engine: () => Engine;
  readonly #inner: KernelBackend;
  readonly #outer: object;
  readonly #results: DataId[] = [];
  #kernel: string | undefined;
  #isOpen = false;

  /** `outer` is the backend that the engine sees. */
  constructor(engine: () => Engine, inner: KernelBackend, outer: object) {
    this.#engine = engine;
    this.#inner = inner;
    this.#outer = outer;
  }

  /** A kernel runs: what the engine asks of the outer backend is for it. */
  get isRunning(): boolean {
    return this.#kernel !== undefined;
  }

  begin(kernel: string): void {
    this.#kernel = kernel;
  }

  /** The running kernel has the engine make something. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#engine().startScope();
  }

  /** The kernel takes back a result of its own that the engine tracks: its buffer outlives the tensor. */
  untrack(tensor: TrackedTensor): void {
    this.#inner.incRef(tensor.dataId);
    tensor.dispose();
    this.#results.push(tensor.dataId);
  }

  end(): void {
    this.#kernel = undefined;
    if (this.#isOpen) this.#engine().endScope();
    this.#isOpen = false;
    if (this.#results.length > 0) this.#forgetResults();
  }

  /** A tensor of the outer backend's own has no place in a kernel that was not given it. @throws KernelInputError */
  refuse(): void {
    if (this.#kernel !== undefined) throw new KernelInputError(this.#kernel);
  }

  /** The engine would count a buffer for as long as the inner backend has it. */
  #forgetResults(): void {
    for (const dataId of this.#results) {
      for (const backend of [this.#outer, this.#inner]) {
        this.#engine().removeDataId(dataId, backend);
      }
    }
    this.#results.length = 0;
  }
}
