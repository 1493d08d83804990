import { checkInvariants, checkUnlocked } from "../engine/check-invariants.ts";
import { release, retain } from "../engine/deallocation.ts";
import type { Engine } from "../engine/engine.ts";
import type { Executor } from "../engine/executor.ts";
import type { Observer } from "../engine/observer.ts";
import { int, real } from "../graph/columns.ts";
import { Graph } from "../graph/graph.ts";
import { recursionFor } from "../recursion/recursion-for.ts";
import type { Recursion } from "../recursion/recursion.ts";
import type { Trace } from "../trace/trace.ts";
import type { Backend, Call } from "./backend.ts";
import { type DtrConfig, type ResolvedDtrConfig, resolveDtrConfig } from "./config.ts";
import { engineFor } from "./engine-for.ts";
import { smallestFor } from "./smallest-for.ts";
import { RematOutOfMemoryError, RematThrashingError } from "./remat-error.ts";
import { Recording } from "./recording.ts";
import { Tensor } from "./tensor.ts";

/** The books of a runtime. */
export interface RuntimeAccounts {
  readonly residentBytes: number;
  readonly peakBytes: number;
  /** Bytes over the threshold at worst, which only a soft limit allows. */
  readonly overThresholdBytes: number;
  readonly programNs: number;
  readonly rematNs: number;
  readonly evictions: number;
  readonly rematerializations: number;
}

/** Nanoseconds for each byte in MegEngine's estimate: bytes / 1e8 seconds. */
const NS_PER_BYTE = 10;

/**
 * Runs operators as they are called, evicts what is cheapest to have again when the threshold is passed, and runs operators again
 * when something evicted is read. Operators are recorded for as long as the runtime lives: make one for each training step.
 */
export class Runtime<Op, Buffer> {
  readonly #backend: Backend<Op, Buffer>;
  readonly #config: ResolvedDtrConfig;
  readonly #graph = new Graph();
  readonly #engine: Engine;
  readonly #recursion: Recursion;
  readonly #recording = new Recording(this.#graph);
  /** By operator; a constant has none. */
  readonly #ops: (Op | undefined)[] = [];
  /** By tensor; of evicted ones the place is empty. */
  readonly #buffers: (Buffer | undefined)[] = [];
  #constant: Buffer | undefined;

  /** @throws DtrConfigError, ByteSizeError, UnknownHeuristicError */
  constructor(backend: Backend<Op, Buffer>, config: DtrConfig) {
    this.#backend = backend;
    this.#config = resolveDtrConfig(config);
    const executor: Executor = {
      execute: (operator) => this.#execute(operator),
      free: (storage) => this.#free(storage),
    };
    this.#engine = engineFor(this.#graph, this.#config, executor);
    this.#recursion = recursionFor(this.#config.recursion, this.#engine);
  }

  /** Takes over a buffer that cannot be recomputed: a weight or an input. It stays resident. */
  constant(buffer: Buffer, bytes: number): Tensor {
    this.#constant = buffer;
    const operator = this.#graph.add(0, [], [{ kind: "storage", bytes }]);
    this.#ops[operator] = undefined;
    this.#recording.constant(operator);
    this.#run(operator);
    const tensor = int(this.#graph.firstOutput, operator);
    if (this.#config.deallocation !== "banish")
      this.#engine.pin(int(this.#graph.storageOf, tensor));
    return new Tensor(tensor, this);
  }

  /** Runs an operator. Its outputs hold one handle each. @throws RematOutOfMemoryError, RematThrashingError */
  call(call: Call<Op>, inputs: readonly Tensor[], name = "call"): readonly Tensor[] {
    const ids = inputs.map((input) => input.idIn(this));
    const cost = Math.round(call.costNs ?? this.#estimate(call, ids));
    const operator = this.#graph.add(cost, ids, call.outputs);
    this.#ops[operator] = call.op;
    this.#recording.called(operator, name);
    this.#run(operator);
    const first = int(this.#graph.firstOutput, operator);
    return call.outputs.map((_, index) => new Tensor(first + index, this));
  }

  /** The buffer of a tensor, recomputed if need be. It is good until the next call on the runtime. */
  read(tensor: Tensor): Buffer {
    const id = tensor.idIn(this);
    if (!this.#recursion.materialize(id)) this.#refuse();
    this.#engine.touch(int(this.#graph.storageOf, id));
    // A defined tensor has a buffer; a backend may use `undefined` as one.
    return this.#buffers[id] as Buffer;
  }

  isResident(tensor: Tensor): boolean {
    return this.#engine.ledger.isDefined(tensor.idIn(this));
  }

  /** Adds a handle: the tensor must then be released once more. */
  retain(tensor: Tensor): void {
    retain(this.#engine, tensor.idIn(this));
    this.#recording.retained(tensor.idIn(this));
  }

  /** Takes a handle off. What then happens to the storage is `deallocation`'s choice. */
  release(tensor: Tensor): void {
    this.#recording.released(tensor.idIn(this));
    release(this.#engine, tensor.idIn(this), this.#config.deallocation);
  }

  /** Evicts until `bytes` fewer are resident, as far as possible. Returns how many it freed. */
  shrink(bytes: number): number {
    const before = this.#engine.ledger.memory;
    const target = Math.max(0, before - bytes);
    this.#engine.makeRoom(this.#config.evictionThreshold - target);
    return before - this.#engine.ledger.memory;
  }

  accounts(): RuntimeAccounts {
    const { ledger, overBudget } = this.#engine;
    return {
      residentBytes: ledger.memory,
      peakBytes: ledger.peakMemory,
      overThresholdBytes: overBudget,
      programNs: ledger.programTime,
      rematNs: ledger.rematTime,
      evictions: ledger.evictions,
      rematerializations: ledger.rematerializations,
    };
  }

  /** Has every execution and eviction told; `undefined` stops it. */
  observe(observer: Observer | undefined): void {
    this.#engine.observer = observer;
  }

  /** What was called so far, as a trace that the simulator can run. */
  trace(name: string): Trace {
    return this.#recording.trace(name);
  }

  /** Derives the books again. @throws InvariantError */
  checkInvariants(): void {
    checkInvariants(this.#engine);
    checkUnlocked(this.#engine);
  }

  #estimate(call: Call<Op>, inputs: readonly number[]): number {
    const { bytes, storageOf } = this.#graph;
    let traffic = 0;
    for (const tensor of inputs) traffic += real(bytes, int(storageOf, tensor));
    for (const output of call.outputs) if (output.kind === "storage") traffic += output.bytes;
    return traffic * NS_PER_BYTE;
  }

  #run(operator: number): void {
    this.#engine.introduce(operator);
    if (this.#recursion.call(operator)) this.#engine.touchOutputs(operator);
    else {
      this.#abandon(operator);
      this.#refuse();
    }
  }

  /** Nobody gets the outputs of a call that failed. */
  #abandon(operator: number): void {
    const end = int(this.#graph.firstOutput, operator + 1);
    for (let tensor = int(this.#graph.firstOutput, operator); tensor < end; tensor++) {
      this.#recording.released(tensor);
      release(this.#engine, tensor, this.#config.deallocation);
    }
  }

  #execute(operator: number): void {
    const first = int(this.#graph.firstOutput, operator);
    const end = int(this.#graph.firstOutput, operator + 1);
    const op = this.#ops[operator];
    const made =
      op === undefined ? [this.#constant] : this.#backend.execute(op, this.#inputs(operator));
    for (let tensor = first; tensor < end; tensor++) this.#keep(tensor, made[tensor - first]);
  }

  /** A second copy of something that was there all along is given back; the first stays. */
  #keep(tensor: number, buffer: Buffer | undefined): void {
    const isCopy = this.#engine.ledger.isDefined(tensor);
    if (!isCopy) this.#buffers[tensor] = buffer;
    else if (!this.#graph.isView(tensor)) this.#backend.free(buffer as Buffer);
  }

  #inputs(operator: number): readonly Buffer[] {
    const { inputs, firstInput } = this.#graph;
    const ids = inputs.subarray(firstInput[operator], firstInput[operator + 1]);
    // The engine runs an operator only when its inputs are defined, so they have buffers.
    return Array.from(ids, (tensor) => this.#buffers[tensor] as Buffer);
  }

  #free(storage: number): void {
    const { root, nextView } = this.#graph;
    const owner = int(root, storage);
    this.#backend.free(this.#buffers[owner] as Buffer);
    for (let tensor = owner; tensor !== -1; tensor = int(nextView, tensor)) {
      this.#buffers[tensor] = undefined;
    }
  }

  #refuse(): never {
    const { shortage, ledger, limits } = this.#engine;
    this.#engine.shortage = undefined;
    switch (shortage?.kind) {
      case "failed":
        throw shortage.cause;
      case "oom": {
        const smallest = smallestFor(this.#engine, shortage.operator);
        throw new RematOutOfMemoryError(shortage.neededBytes, limits.budget, smallest);
      }
      default:
        throw new RematThrashingError(ledger.rematTime, limits.rematTime);
    }
  }
}
