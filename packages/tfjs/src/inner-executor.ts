import type { Backend, Fate, Measurement, Workspace } from "@spillway/core/remat";
import { type InnerKernels, withKernelsSetUp } from "./inner-kernels.ts";
import type { InnerTraits } from "./inner-traits.ts";
import type { KernelCosts } from "./kernel-costs.ts";
import type { KernelRun } from "./kernel-run.ts";
import { KernelScope } from "./kernel-scope.ts";
import { MemoryMeter } from "./memory-meter.ts";
import { estimatedNs } from "./operation-count.ts";
import type { DataId, KernelBackend } from "./tensorflow.ts";
import { WriteRun } from "./write-run.ts";

/** What puts a buffer into an inner backend's memory. */
export type Run = KernelRun | WriteRun;

const NS_PER_MS = 1e6;

/** An inner backend as the runtime sees it: runs kernels, measures what they take, frees buffers. */
export class InnerExecutor implements Backend<Run, DataId> {
  /** Milliseconds that the program's own kernel calls took, and those that were run again. */
  programMs = 0;
  rematMs = 0;
  readonly scope: KernelScope;
  readonly #inner: KernelBackend;
  readonly #kernels: InnerKernels;
  readonly #costs: KernelCosts;
  readonly #meter: MemoryMeter;
  readonly #traits: InnerTraits;
  /** On backends with memory of their own: what the program wrote there, to be spilled. */
  readonly #spillable = new WeakMap<DataId, WriteRun>();

  /** `outer` is the backend that the engine sees. */
  constructor(
    inner: KernelBackend,
    outer: object,
    kernels: InnerKernels,
    costs: KernelCosts,
    traits: InnerTraits,
  ) {
    this.#inner = inner;
    this.scope = new KernelScope(() => kernels.tf.engine(), inner, outer);
    this.#kernels = kernels;
    this.#costs = costs;
    this.#meter = new MemoryMeter(inner, traits.bytesOf);
    this.#traits = traits;
  }

  execute(run: Run, inputs: readonly DataId[], workspace: Workspace): readonly DataId[] {
    this.#meter.open(workspace);
    let made: readonly DataId[];
    try {
      made = run instanceof WriteRun ? this.#write(run) : this.#runKernel(run, inputs);
    } catch (error) {
      this.#meter.undo();
      throw error;
    }
    this.#meter.close();
    return made;
  }

  free(buffer: DataId, fate: Fate): void {
    this.#meter.aside(() => {
      if (fate === "evicted") this.#spillable.get(buffer)?.spill(this.#inner, buffer);
      this.#inner.disposeData(buffer);
    });
  }

  /** What the program wrote is read back from a GPU, which waits for all its work. */
  isDearToEvict(run: Run): boolean {
    return run instanceof WriteRun && run.spilling === "read back";
  }

  measure(run: Run): Measurement {
    if (run instanceof WriteRun) return { outputs: [], costNs: 0 };
    return { outputs: run.specs(this.#traits.bytesOf), costNs: run.costNs };
  }

  /** Drops the copy of what the program wrote: it stays where it is for good. */
  settle(buffer: DataId): void {
    this.#spillable.delete(buffer);
  }

  #write(run: WriteRun): readonly DataId[] {
    const made = run.run(this.#inner);
    if (run.spilling !== "never") for (const buffer of made) this.#spillable.set(buffer, run);
    return made;
  }

  #runKernel(run: KernelRun, inputs: readonly DataId[]): readonly DataId[] {
    const again = run.hasRun;
    const start = performance.now();
    const made = again
      ? withKernelsSetUp(this.#kernels, this.#inner, () => this.#runInScope(run, inputs))
      : this.#runInScope(run, inputs);
    this.#account(run, again, performance.now() - start);
    return made;
  }

  #runInScope(run: KernelRun, inputs: readonly DataId[]): readonly DataId[] {
    this.scope.begin(run.name);
    try {
      return run.run(this.#inner, inputs, this.scope);
    } finally {
      this.scope.end();
    }
  }

  #account(run: KernelRun, again: boolean, elapsedMs: number): void {
    if (again) this.rematMs += elapsedMs;
    else this.programMs += elapsedMs;
    const elapsedNs = Math.max(1, Math.round(elapsedMs * NS_PER_MS));
    // A call that returns before its work is done says little of the time that takes.
    run.costNs = this.#traits.isAsynchronous
      ? this.#estimate(run)
      : Math.round(this.#costs.measured(run.costKey, elapsedNs));
  }

  #estimate({ name, tensors, outputs }: KernelRun): number {
    const made = outputs.map(({ info }) => info);
    return Math.round(estimatedNs(name, tensors, made));
  }
}
