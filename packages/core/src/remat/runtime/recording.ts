import type { Engine } from "../engine/engine.ts";
import type { Executor, Fate } from "../engine/executor.ts";
import { int, real } from "../graph/columns.ts";
import { Graph, NONE, type OutputSpec } from "../graph/graph.ts";
import { recursionFor } from "../recursion/recursion-for.ts";
import type { Recursion } from "../recursion/recursion.ts";
import type { Backend } from "./backend.ts";
import type { ResolvedDtrConfig } from "./config.ts";
import { engineFor } from "./engine-for.ts";
import { type Foresight, Lives } from "./foresight.ts";
import { Lifetimes } from "./lifetimes.ts";
import { longHistories } from "./long-histories.ts";
import { renewalOf } from "./renewal.ts";
import { Sources } from "./sources.ts";
import type { Tensor } from "./tensor.ts";
import { Workspace } from "./workspace.ts";

/** Under a soft limit, what was made again so often stays: a value that is read on and on is not worth its room any more. */
const MOST_RERUNS = 32;

/** Operators that may be kept for what the program holds; beyond them the oldest histories are cut. */
const LONGEST_HISTORY = 1 << 14;

/** What a live program has done, as far as it is still needed, over an engine: its operators, and the results in memory. */
export class Recording<Op, Buffer> implements Executor {
  readonly graph: Graph;
  readonly engine: Engine;
  readonly recursion: Recursion;
  readonly lifetimes: Lifetimes;
  readonly sources: Sources;
  readonly lives: Lives;
  /** By tensor: the program's handle; by operator: what to run. A constant has nothing to run. */
  readonly tensors: (Tensor | undefined)[] = [];
  readonly ops: (Op | undefined)[] = [];
  readonly #backend: Backend<Op, Buffer>;
  readonly #workspace: Workspace;
  readonly #foresight: Foresight;
  /** By tensor; of evicted ones the place is empty. */
  readonly #buffers: (Buffer | undefined)[] = [];
  /** By operator, how often it was run again; and those for which that was too often since `settle`. */
  readonly #reruns: number[] = [];
  readonly #weary: number[] = [];
  /** Operators that an earlier recording handed on; they come first. */
  #inherited = 0;

  constructor(
    backend: Backend<Op, Buffer>,
    config: ResolvedDtrConfig,
    foresight: Foresight,
    graph: Graph = new Graph(),
    sources: readonly number[] = [],
  ) {
    this.graph = graph;
    this.#backend = backend;
    this.engine = engineFor(graph, config, this);
    this.recursion = recursionFor(config.recursion, this.engine);
    this.#workspace = new Workspace(this.engine);
    this.#foresight = foresight;
    this.lives = new Lives(this.engine, foresight);
    this.lifetimes = new Lifetimes(this.engine, {
      dropped: (operator) => {
        this.ops[operator] = undefined;
      },
      ended: (storage) => this.lives.ended(storage),
    });
    const finalize = (storage: number): void => this.finalize(storage);
    this.sources = new Sources(this.engine, this.lifetimes, finalize, sources);
  }

  /** The same program without what nothing needs any more, under a configuration that may be another. */
  renewed(config: ResolvedDtrConfig): Recording<Op, Buffer> {
    if (this.lifetimes.kept > LONGEST_HISTORY) {
      const long = longHistories(this.engine, this.lifetimes, this.#inherited);
      for (const storage of long) this.finalize(storage);
    }
    const { graph, operatorFrom, tensorAt, storageAt } = renewalOf(this.engine, this.lifetimes);
    const sources = Array.from(this.sources, (source) => int(storageAt, source));
    const kept = sources.filter((source) => source !== NONE);
    const renewed = new Recording(this.#backend, config, this.#foresight, graph, kept);
    renewed.lives.continueFrom(this.lives, storageAt);
    renewed.#inherited = graph.operatorCount;
    renewed.engine.continueFrom(this.engine, tensorAt, storageAt);
    for (const [operator, from] of operatorFrom.entries()) {
      if (from === NONE) continue;
      renewed.ops[operator] = this.ops[from];
      renewed.lifetimes.introduced(operator);
    }
    for (const [tensor, here] of tensorAt.entries()) {
      if (here === NONE) continue;
      renewed.#buffers[here] = this.#buffers[tensor];
      renewed.tensors[here] = this.tensors[tensor];
      if (!this.lifetimes.isRecomputable(tensor)) renewed.lifetimes.finalize(here);
    }
    return renewed;
  }

  /** The buffer of a tensor that is defined; a backend may use `undefined` as one. */
  bufferOf(tensor: number): Buffer {
    return this.#buffers[tensor] as Buffer;
  }

  /** Takes over a constant's buffer. */
  give(tensor: number, buffer: Buffer): void {
    this.#buffers[tensor] = buffer;
  }

  execute(operator: number): void {
    const op = this.ops[operator];
    if (op === undefined) return;
    this.#workspace.open(operator, real(this.graph.outputBytes, operator));
    let made: readonly Buffer[];
    try {
      made = this.#backend.execute(op, this.#inputs(operator), this.#workspace);
      if (this.#isOpen(operator)) this.#complete(operator, op, made);
      else {
        this.#workspace.settle(real(this.graph.outputBytes, operator));
        this.#countRun(operator);
      }
    } catch (error) {
      this.#workspace.abandon();
      throw error;
    }
    const first = int(this.graph.firstOutput, operator);
    const end = int(this.graph.firstOutput, operator + 1);
    for (let tensor = first; tensor < end; tensor++) this.#keep(tensor, made[tensor - first]);
  }

  free(storage: number, fate: Fate): void {
    const { root, nextView } = this.graph;
    const owner = int(root, storage);
    this.#backend.free(this.bufferOf(owner), fate);
    for (let tensor = owner; tensor !== NONE; tensor = int(nextView, tensor)) {
      this.#buffers[tensor] = undefined;
    }
  }

  /** After a rematerialization: makes final what was made again too often. */
  settle(): void {
    for (let operator = this.#weary.pop(); operator !== undefined; operator = this.#weary.pop()) {
      for (const storage of this.#storagesOf(operator)) this.finalize(storage);
    }
  }

  /** Whether a storage cannot be made again, or is dear to evict: it is then kept for what is made from it. */
  isSource(storage: number): boolean {
    if (this.engine.ledger.isPinned(storage)) return true;
    const op = this.ops[int(this.graph.operatorOf, int(this.graph.root, storage))];
    return op !== undefined && this.#backend.isDearToEvict?.(op) === true;
  }

  /** Makes a resident storage final: never evicted again, and nothing is kept for making it again. */
  finalize(storage: number): void {
    this.engine.pin(storage);
    this.lives.finalized(storage);
    this.lifetimes.finalize(int(this.graph.root, storage));
  }

  /** The program called an operator of a kind: notes what it read and what it made. */
  called(operator: number, kind: number): void {
    const { firstInput, firstStorage, inputs, storageOf } = this.graph;
    const read: number[] = [];
    for (let at = int(firstInput, operator); at < int(firstInput, operator + 1); at++) {
      read.push(int(storageOf, int(inputs, at)));
    }
    for (const storage of read) this.lives.read(storage);
    const first = int(firstStorage, operator);
    const end = int(firstStorage, operator + 1);
    for (let storage = first; storage < end; storage++) {
      this.lives.made(storage, kind, read, storage - first);
    }
  }

  #countRun(operator: number): void {
    const runs = (this.#reruns[operator] ?? 0) + 1;
    this.#reruns[operator] = runs;
    if (runs <= MOST_RERUNS || this.engine.limits.limit === "hard") return;
    for (const storage of this.#storagesOf(operator)) this.engine.pin(storage);
    this.#weary.push(operator);
  }

  #storagesOf(operator: number): readonly number[] {
    const first = int(this.graph.firstStorage, operator);
    const count = int(this.graph.firstStorage, operator + 1) - first;
    return Array.from({ length: count }, (_, index) => first + index);
  }

  /** Only the newest operator can be without outputs and still run. */
  #isOpen(operator: number): boolean {
    return int(this.graph.firstOutput, operator) === this.graph.tensorCount;
  }

  #complete(operator: number, op: Op, made: readonly Buffer[]): void {
    const { outputs, costNs } = this.#backend.measure?.(op) ?? { outputs: [], costNs: 0 };
    try {
      this.#workspace.settle(bytesIn(outputs));
    } catch (error) {
      for (const [index, output] of outputs.entries()) {
        if (output.kind === "storage") this.#backend.free(made[index] as Buffer, "forgotten");
      }
      throw error;
    }
    this.graph.complete(operator, costNs, outputs);
    this.engine.introduce(operator);
  }

  /** A second copy of something that was there all along is given back; the first stays. */
  #keep(tensor: number, buffer: Buffer | undefined): void {
    const isCopy =
      this.engine.ledger.isDefined(tensor) ||
      this.engine.ledger.isBanished(int(this.graph.storageOf, tensor));
    if (!isCopy) this.#buffers[tensor] = buffer;
    else if (!this.graph.isView(tensor)) this.#backend.free(buffer as Buffer, "forgotten");
  }

  #inputs(operator: number): readonly Buffer[] {
    const { inputs, firstInput } = this.graph;
    const end = int(firstInput, operator + 1);
    const buffers: Buffer[] = [];
    // The engine runs an operator only when its inputs are defined, so they have buffers.
    for (let at = int(firstInput, operator); at < end; at++) {
      buffers.push(this.bufferOf(int(inputs, at)));
    }
    return buffers;
  }
}

function bytesIn(outputs: readonly OutputSpec[]): number {
  let bytes = 0;
  for (const output of outputs) if (output.kind === "storage") bytes += output.bytes;
  return bytes;
}
