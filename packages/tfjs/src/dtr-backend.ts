import { InvalidArgumentError, didYouMean, formatBytes } from "@spillway/core";
import {
  type DtrConfig,
  type RuntimeObserver,
  type Trace,
  resolveDtrConfig,
} from "@spillway/core/remat";
import type { DtrStats } from "./dtr-stats.ts";
import { BackendNotSelectedError } from "./errors.ts";
import type { Run } from "./inner-executor.ts";
import type { WrappedBackend } from "./wrapped-backend.ts";

/** What a handle tells its listeners. Sizes are bytes. */
export interface DtrEvents {
  /** Nothing was left to evict, and the soft limit let the threshold be passed. */
  readonly over: { readonly overBytes: number; readonly thresholdBytes: number };
  /** A buffer was evicted to make room. */
  readonly evicted: { readonly bytes: number };
  /** An operator was run again. */
  readonly rematerialized: { readonly kernel: string };
}

type Listener<K extends keyof DtrEvents> = (event: DtrEvents[K]) => void;
type Listeners = { readonly [K in keyof DtrEvents]: Set<Listener<K>> };

/** A recording of what a program runs, under way. */
export interface DtrRecording {
  /** Ends it. `writeTrace` of the core writes the trace for `spillway simulate`. */
  stop(name?: string): Trace;
}

/** What a handle can do to the registration of its backend. */
export interface DtrRegistration {
  addKernels(): number;
  unregister(): void;
  thresholdChanged(bytes: number): void;
  /** Prints a line, as TensorFlow.js does for what its user should know. */
  warn(line: string): void;
}

/** The default minimum size is at most this part of the threshold. */
const THRESHOLD_PARTS = 256;

const NOTHING: Omit<DtrStats, "thresholdBytes"> = {
  usedBytes: 0,
  peakBytes: 0,
  overBytes: 0,
  evictions: 0,
  rematerializations: 0,
  rematMs: 0,
  programMs: 0,
  operators: 0,
};

/**
 * The handle of a wrapped backend: its figures and its controls, which are those of MegEngine's `dtr` module. Sizes are
 * bytes, or text such as `"2GB"` with 1024-based units. What is set holds for later instances of the backend, too.
 */
export class DtrBackend implements Disposable {
  /** What to select the backend by. */
  readonly name: string;
  readonly #registration: DtrRegistration;
  readonly #listeners: Listeners = {
    over: new Set(),
    evicted: new Set(),
    rematerialized: new Set(),
  };
  #config: DtrConfig;
  #isEnabled = true;
  #hasWarned = false;
  #current: WrappedBackend | undefined;

  /** For `registerDtrBackend`. */
  constructor(name: string, config: DtrConfig, registration: DtrRegistration) {
    this.name = name;
    this.#config = config;
    this.#registration = registration;
    registration.thresholdChanged(this.evictionThreshold);
  }

  /** Eviction starts when more bytes would be in memory. Setting it lower evicts at once. @throws DtrConfigError */
  get evictionThreshold(): number {
    return resolveDtrConfig(this.#config).evictionThreshold;
  }

  set evictionThreshold(size: number | string) {
    this.#configure({ evictionThreshold: size });
    this.#registration.thresholdChanged(this.evictionThreshold);
  }

  /** Buffers below this are never evicted: 1 MiB, or a 256th of a lower threshold, unless it was set. @throws DtrConfigError */
  get evicteeMinimumSize(): number {
    return resolveDtrConfig(this.#complete(this.#config)).evicteeMinimumSize;
  }

  set evicteeMinimumSize(size: number | string) {
    this.#configure({ evicteeMinimumSize: size });
  }

  /** Whether an eviction looks at about 2·sqrt(n) random candidates instead of all n. */
  get enableSqrtSampling(): boolean {
    return this.#config.sqrtSampling ?? false;
  }

  set enableSqrtSampling(sqrtSampling: boolean) {
    this.#configure({ sqrtSampling });
  }

  get isEnabled(): boolean {
    return this.#isEnabled;
  }

  /** Evicts again under the threshold. What was made while it was disabled stays in memory until it is released. */
  enable(): void {
    this.#isEnabled = true;
    this.#apply();
  }

  /** Evicts nothing from here on, and keeps nothing for making it again. What is evicted still comes back when it is used. */
  disable(): void {
    this.#isEnabled = false;
    this.#apply();
  }

  /** The figures of the backend's instance; all 0 before it is first selected. */
  stats(): DtrStats {
    const thresholdBytes = this.evictionThreshold;
    if (this.#current === undefined) return { ...NOTHING, thresholdBytes };
    const { runtime, executor } = this.#current;
    const accounts = runtime.accounts();
    return {
      usedBytes: accounts.residentBytes,
      peakBytes: accounts.peakBytes,
      thresholdBytes,
      overBytes: accounts.overThresholdBytes,
      evictions: accounts.evictionsForRoom,
      rematerializations: accounts.rematerializations,
      rematMs: executor.rematMs,
      programMs: executor.programMs,
      operators: accounts.operators,
    };
  }

  /** Counts `peakBytes` anew from what is in memory now. */
  resetPeak(): void {
    this.#current?.runtime.resetPeak();
  }

  /** Starts a recording of the operators from here on, of the instance that is there now. @throws BackendNotSelectedError */
  record(): DtrRecording {
    if (this.#current === undefined) throw new BackendNotSelectedError(this.name);
    const recording = this.#current.runtime.record();
    return { stop: (name = this.name) => recording.stop(name) };
  }

  /** Calls `listener` at every event of a kind, until what it returns is disposed of. @throws InvalidArgumentError */
  on<K extends keyof DtrEvents>(kind: K, listener: Listener<K>): Disposable {
    refuseUnknownEvent(kind, Object.keys(this.#listeners));
    refuseNoListener(kind, listener);
    const listeners: Set<Listener<K>> = this.#listeners[kind];
    listeners.add(listener);
    this.#observe();
    return {
      [Symbol.dispose]: () => {
        listeners.delete(listener);
        this.#observe();
      },
    };
  }

  /**
   * Takes in kernels that were registered for the inner backend since it was wrapped, as selecting the backend does; gives
   * their number.
   */
  addKernels(): number {
    return this.#registration.addKernels();
  }

  /** Removes the backend and its kernels. Its tensors are gone with it. */
  [Symbol.dispose](): void {
    this.#registration.unregister();
  }

  /** For the backend's factory: a new instance is there, which starts as the controls stand. */
  attach(backend: WrappedBackend): void {
    this.#current = backend;
    this.#apply();
    this.#observe();
  }

  /** For the backend: the instance is gone, and its memory with it. */
  detach(backend: WrappedBackend): void {
    if (this.#current === backend) this.#current = undefined;
  }

  /** The configuration of an instance; a disabled one has no limit. */
  get config(): DtrConfig {
    const config = this.#complete(this.#config);
    return this.#isEnabled ? config : { ...config, evictionThreshold: Infinity };
  }

  /** The original's minimum size, 1 MiB, is most of a small threshold; there it is a part of the threshold instead. */
  #complete(config: DtrConfig): DtrConfig {
    if (config.evicteeMinimumSize !== undefined) return config;
    const { evictionThreshold, evicteeMinimumSize } = resolveDtrConfig(config);
    const part = Math.ceil(evictionThreshold / THRESHOLD_PARTS);
    return { ...config, evicteeMinimumSize: Math.min(evicteeMinimumSize, part) };
  }

  #configure(change: Partial<DtrConfig>): void {
    const config = { ...this.#config, ...change };
    resolveDtrConfig(config);
    this.#config = config;
    this.#apply();
  }

  #apply(): void {
    this.#current?.configure(this.config, { isEnabled: this.#isEnabled });
  }

  #observe(): void {
    this.#current?.runtime.observe(this.#observer());
  }

  /** Nothing is told while nobody listens, except that the threshold is passed, until that was said once. */
  #observer(): RuntimeObserver<Run> | undefined {
    const overran = (overBytes: number): void => this.#overran(overBytes);
    if (Object.values(this.#listeners).every((listeners) => listeners.size === 0)) {
      return this.#hasWarned ? undefined : { overran };
    }
    return {
      overran,
      evicted: (bytes, reason) => {
        if (reason === "pressure") this.#emit("evicted", { bytes });
      },
      ran: (run, again) => {
        if (again) this.#emit("rematerialized", { kernel: run.name });
      },
    };
  }

  #overran(overBytes: number): void {
    const thresholdBytes = this.evictionThreshold;
    if (this.#listeners.over.size > 0) this.#emit("over", { overBytes, thresholdBytes });
    else if (!this.#hasWarned) this.#warn(overBytes, thresholdBytes);
  }

  /** A threshold far too low makes a program slow, passes it all the same, and would show only to who asks. */
  #warn(overBytes: number, thresholdBytes: number): void {
    this.#hasWarned = true;
    this.#observe();
    this.#registration.warn(
      `the threshold of ${this.name}, ${formatBytes(thresholdBytes)}, is passed by ${formatBytes(overBytes)} ` +
        "so far: nothing is left to evict; dtr.stats().overBytes tells the most; raise dtr.evictionThreshold " +
        "(spillway simulate, on a trace of dtr.record(), tells the smallest that works)",
    );
  }

  #emit<K extends keyof DtrEvents>(kind: K, event: DtrEvents[K]): void {
    const listeners: Set<Listener<K>> = this.#listeners[kind];
    for (const listener of listeners) listener(event);
  }
}

/** @throws InvalidArgumentError for what a program without types listens to in vain. */
function refuseUnknownEvent(kind: unknown, known: readonly string[]): void {
  const name = String(kind);
  if (known.includes(name)) return;
  const hint = didYouMean(name, known) ?? `there are ${known.join(", ")}`;
  throw new InvalidArgumentError(`no event is called ${JSON.stringify(name)}; ${hint}`);
}

/** @throws InvalidArgumentError for a listener that could not be called when its event comes. */
function refuseNoListener(kind: string, listener: unknown): void {
  if (typeof listener === "function") return;
  const problem = `must be a function, got ${String(listener)}`;
  throw new InvalidArgumentError(`the listener of ${JSON.stringify(kind)} ${problem}`);
}
