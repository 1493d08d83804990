import { InvariantError } from "../../errors.ts";
import { checkInvariants, checkUnlocked } from "../engine/check-invariants.ts";
import { deallocate, dropHandle, retain } from "../engine/deallocation.ts";
import type { EvictionReason } from "../engine/observer.ts";
import { int, real } from "../graph/columns.ts";
import type { Trace } from "../trace/trace.ts";
import type { Backend, Call } from "./backend.ts";
import { type DtrConfig, type ResolvedDtrConfig, resolveDtrConfig } from "./config.ts";
import { Foresight } from "./foresight.ts";
import { Recorder } from "./recorder.ts";
import { Recording } from "./recording.ts";
import { refusalOf } from "./refusal.ts";
import { Tensor } from "./tensor.ts";

/** The books of a runtime, from its making on. */
export interface RuntimeAccounts {
  /** Bytes of the buffers that are there now. */
  readonly residentBytes: number;
  /** The most `residentBytes` since the peak was last reset. */
  readonly peakBytes: number;
  /** Bytes over the threshold at worst, which only a soft limit allows. */
  readonly overThresholdBytes: number;
  /** Nanoseconds of operators that ran for the first time. */
  readonly programNs: number;
  /** Nanoseconds of operators that had run before. */
  readonly rematNs: number;
  /** Storages that were evicted to make room, not because their last handle went. */
  readonly evictionsForRoom: number;
  /** Runs of operators that had run before. */
  readonly rematerializations: number;
  /** Operators that are kept because something could have to be made again by them. */
  readonly operators: number;
}

/** A recording of what a program does, under way. */
export interface RuntimeRecording {
  /** Ends it. The trace is one that the simulator can run. */
  stop(name: string): Trace;
}

/** Told what a runtime does, after it did it. */
export interface RuntimeObserver<Op> {
  evicted?(bytes: number, reason: EvictionReason): void;
  ran?(op: Op, again: boolean): void;
  /** Nothing was left to evict, and a soft limit let it be passed by so many bytes. */
  overran?(bytes: number): void;
}

/** Nanoseconds for each byte in MegEngine's estimate: bytes / 1e8 seconds. */
const NS_PER_BYTE = 10;
/** Operators between two renewals of the recording, or twice those that are kept if that is more. */
const RENEWAL = 1024;

/**
 * Runs operators as they are called, evicts what is cheapest to have again when the threshold is passed, and runs operators again
 * when something evicted is read. It may run for as long as the program does: an operator is kept only while something that the
 * program holds may have to be made again by it.
 */
export class Runtime<Op, Buffer> {
  readonly #backend: Backend<Op, Buffer>;
  #config: ResolvedDtrConfig;
  #recording: Recording<Op, Buffer>;
  #recorder: Recorder | undefined;
  #observer: RuntimeObserver<Op> | undefined;
  #renewAt = RENEWAL;

  /** @throws DtrConfigError, UnknownHeuristicError */
  constructor(backend: Backend<Op, Buffer>, config: DtrConfig) {
    this.#backend = backend;
    this.#config = resolveDtrConfig(config);
    this.#recording = new Recording(this.#backend, this.#config, new Foresight());
    this.#watch();
  }

  /** Takes over a buffer that cannot be recomputed: a weight or an input. It stays resident. */
  constant(buffer: Buffer, bytes: number, name = "constant"): Tensor {
    this.#renewIfDue();
    const { graph } = this.#recording;
    const operator = graph.add(0, [], [{ kind: "storage", bytes }]);
    this.#recording.ops[operator] = undefined;
    this.#recording.give(int(graph.firstOutput, operator), buffer);
    this.#run(operator);
    const [tensor] = this.#handles(operator);
    if (tensor === undefined) throw new InvariantError("a constant has one tensor");
    if (this.#config.deallocation !== "banish") this.#recording.finalize(this.#storageOf(tensor));
    this.#recorder?.constant(tensor, name);
    return tensor;
  }

  /** Runs an operator. Its outputs hold one handle each. @throws RematOutOfMemoryError, RematThrashingError */
  call(call: Call<Op>, inputs: readonly Tensor[], name = "call"): readonly Tensor[] {
    this.#renewIfDue();
    const ids = inputs.map((input) => input.idIn(this));
    const { graph, lifetimes, ops } = this.#recording;
    const operator = graph.open(ids);
    if (call.outputs !== undefined) {
      graph.complete(operator, Math.round(call.costNs ?? this.#estimate(call, ids)), call.outputs);
    }
    ops[operator] = call.op;
    this.#run(operator);
    lifetimes.introduced(operator);
    if (call.kind !== undefined) this.#recording.called(operator, call.kind);
    const tensors = this.#handles(operator);
    this.#recorder?.called(name, real(graph.cost, operator), inputs, {
      tensors,
      outputs: call.outputs ?? this.#backend.measure?.(call.op).outputs ?? [],
    });
    return tensors;
  }

  /** The buffer of a tensor, recomputed if need be. It is good until the next call on the runtime. */
  read(tensor: Tensor): Buffer {
    const id = tensor.idIn(this);
    const { engine, lives, recursion } = this.#recording;
    if (!recursion.materialize(id)) throw refusalOf(engine);
    const storage = this.#storageOf(tensor);
    engine.touch(storage);
    lives.read(storage);
    this.#recording.settle();
    return this.#recording.bufferOf(id);
  }

  isResident(tensor: Tensor): boolean {
    return this.#recording.engine.ledger.isDefined(tensor.idIn(this));
  }

  /** Adds a handle: the tensor must then be released once more. */
  retain(tensor: Tensor): void {
    retain(this.#recording.engine, tensor.idIn(this));
    this.#recorder?.retained(tensor);
  }

  /** Takes a handle off. What then happens to the storage is `deallocation`'s choice, unless nothing needs it any more. */
  release(tensor: Tensor): void {
    const { engine, lifetimes, sources } = this.#recording;
    const id = tensor.idIn(this);
    const storage = this.#storageOf(tensor);
    this.#recorder?.released(tensor);
    if (int(engine.ledger.handles, id) === 1) this.#recording.tensors[id] = undefined;
    if (!dropHandle(engine, id)) return;
    const { deallocation } = this.#config;
    if (!lifetimes.isNeeded(storage)) lifetimes.collect(storage);
    else if (this.#recording.isSource(storage) && deallocation !== "banish") sources.add(storage);
    else deallocate(engine, storage, deallocation);
    sources.released();
  }

  /**
   * Makes a tensor final: it stays resident until it is released, and what it was made from is not kept for it. For what
   * lives on while the program goes through many steps, as the weights of a network do.
   * @throws RematOutOfMemoryError, RematThrashingError when it was evicted and cannot be had again.
   */
  finalize(tensor: Tensor): void {
    this.read(tensor);
    this.#recording.finalize(this.#storageOf(tensor));
  }

  /** Evicts until `bytes` fewer are resident, as far as possible. Returns how many it freed. */
  shrink(bytes: number): number {
    const { engine } = this.#recording;
    const before = engine.ledger.memory;
    const target = Math.max(0, before - bytes);
    engine.makeRoom(this.#config.evictionThreshold - target);
    return before - engine.ledger.memory;
  }

  /** Changes the configuration from here on, and evicts what a lower threshold has no room for. @throws DtrConfigError */
  configure(config: DtrConfig): void {
    this.#config = resolveDtrConfig(config);
    this.#renew();
    this.#recording.engine.makeRoom(0);
  }

  accounts(): RuntimeAccounts {
    const { engine, lifetimes } = this.#recording;
    const { ledger, overBudget } = engine;
    return {
      residentBytes: ledger.memory,
      peakBytes: ledger.peakMemory,
      overThresholdBytes: overBudget,
      programNs: ledger.programTime,
      rematNs: ledger.rematTime,
      evictionsForRoom: ledger.evictionsForRoom,
      rematerializations: ledger.rematerializations,
      operators: lifetimes.kept,
    };
  }

  /** Has what happens told; `undefined` stops it. */
  observe(observer: RuntimeObserver<Op> | undefined): void {
    this.#observer = observer;
    this.#watch();
  }

  /** Counts the peak anew: from here on it is the most that is resident from now on. */
  resetPeak(): void {
    const { ledger } = this.#recording.engine;
    ledger.peakMemory = ledger.memory;
  }

  /** Starts a recording of what is called from now on. It takes the place of one that is under way. */
  record(): RuntimeRecording {
    const recorder = new Recorder((tensor) => {
      return real(this.#recording.graph.bytes, this.#storageOf(tensor));
    });
    this.#recorder = recorder;
    return {
      stop: (name) => {
        if (this.#recorder === recorder) this.#recorder = undefined;
        return recorder.trace(name);
      },
    };
  }

  /** Derives the books again. @throws InvariantError */
  checkInvariants(): void {
    checkInvariants(this.#recording.engine);
    checkUnlocked(this.#recording.engine);
  }

  #storageOf(tensor: Tensor): number {
    return int(this.#recording.graph.storageOf, tensor.idIn(this));
  }

  #estimate(call: Call<Op>, inputs: readonly number[]): number {
    const { bytes, storageOf } = this.#recording.graph;
    let traffic = 0;
    for (const tensor of inputs) traffic += real(bytes, int(storageOf, tensor));
    for (const output of call.outputs ?? []) {
      if (output.kind === "storage") traffic += output.bytes;
    }
    return traffic * NS_PER_BYTE;
  }

  #run(operator: number): void {
    const { engine, recursion } = this.#recording;
    engine.introduce(operator);
    if (recursion.call(operator)) {
      engine.touchOutputs(operator);
      this.#recording.settle();
    } else {
      const refusal = refusalOf(engine);
      this.#abandon(operator);
      throw refusal;
    }
  }

  /** Nobody gets the outputs of a call that failed. */
  #abandon(operator: number): void {
    const { engine, graph, lifetimes } = this.#recording;
    this.#recording.ops[operator] = undefined;
    const end = int(graph.firstOutput, operator + 1);
    for (let tensor = int(graph.firstOutput, operator); tensor < end; tensor++) {
      if (dropHandle(engine, tensor)) lifetimes.collect(int(graph.storageOf, tensor));
    }
  }

  #handles(operator: number): readonly Tensor[] {
    const { graph, tensors } = this.#recording;
    const handles: Tensor[] = [];
    const end = int(graph.firstOutput, operator + 1);
    for (let id = int(graph.firstOutput, operator); id < end; id++) {
      const tensor = new Tensor(id, this);
      tensors[id] = tensor;
      handles.push(tensor);
    }
    return handles;
  }

  #renewIfDue(): void {
    if (this.#recording.graph.operatorCount >= this.#renewAt) this.#renew();
  }

  #renew(): void {
    this.#recording = this.#recording.renewed(this.#config);
    this.#watch();
    const { graph, tensors } = this.#recording;
    for (const [id, tensor] of tensors.entries()) tensor?.renumber(id);
    this.#renewAt = Math.max(RENEWAL, 2 * graph.operatorCount);
  }

  /** Has what the engine tells passed on, and what was waiting for its last lock to go collected then. */
  #watch(): void {
    const { engine, graph, lifetimes, ops } = this.#recording;
    const { deallocation } = this.#config;
    const observer = this.#observer;
    engine.abandoned = (storage) => {
      if (!lifetimes.isNeeded(storage)) lifetimes.collect(storage);
      else if (deallocation === "banish") deallocate(engine, storage, deallocation);
    };
    engine.observer = observer && {
      evicted: (storage, reason) => observer.evicted?.(real(graph.bytes, storage), reason),
      ran: (operator, again) => {
        const op = ops[operator];
        if (op !== undefined) observer.ran?.(op, again);
      },
      overran: (bytes) => observer.overran?.(bytes),
    };
  }
}
