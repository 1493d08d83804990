import { InvalidArgumentError, InvariantError } from "../../errors.ts";
import { grownInts, grownReals, int, roomFor } from "./columns.ts";

/** A storage of its own, or a view of the storage of an input. */
export type OutputSpec =
  | { readonly kind: "storage"; readonly bytes: number }
  | { readonly kind: "view"; readonly input: number };

/** No id: the end of a list, or absence. */
export const NONE = -1;

/**
 * The recorded program as a graph in flat columns. Operators, tensors and storages are numbered in order of creation.
 *
 * The tensors of operator `o` are `firstOutput[o] … firstOutput[o + 1] - 1`, its new storages likewise from
 * `firstStorage[o]`. Between storages runs an edge for every (input storage, output storage) of every operator; the
 * two lists of a storage (towards parents, towards children) are in order of operator, so a walk that knows only the
 * first operators of the program stops at the first later edge.
 */
export class Graph {
  operatorCount = 0;
  tensorCount = 0;
  storageCount = 0;
  inputCount = 0;
  edgeCount = 0;

  /** Nanoseconds of one execution. */
  cost: Float64Array = new Float64Array(16);
  /** Bytes of the storages that one execution allocates. */
  outputBytes: Float64Array = new Float64Array(16);
  firstInput: Int32Array = new Int32Array(17);
  firstOutput: Int32Array = new Int32Array(17);
  firstStorage: Int32Array = new Int32Array(17);
  inputs: Int32Array = new Int32Array(16);

  operatorOf: Int32Array = new Int32Array(16);
  storageOf: Int32Array = new Int32Array(16);
  /** The next younger tensor on the same storage. */
  nextView: Int32Array = new Int32Array(16);

  bytes: Float64Array = new Float64Array(16);
  /** The tensor that owns a storage; all others on it are views. */
  root: Int32Array = new Int32Array(16);
  parentHead: Int32Array = new Int32Array(16).fill(NONE);
  childHead: Int32Array = new Int32Array(16).fill(NONE);
  #lastView: Int32Array = new Int32Array(16);
  #parentTail: Int32Array = new Int32Array(16).fill(NONE);
  #childTail: Int32Array = new Int32Array(16).fill(NONE);
  /** By storage: the output for which its last edge as a parent was drawn. */
  #drawnFor: Int32Array = new Int32Array(16).fill(NONE);

  edgeNext: Int32Array = new Int32Array(16);
  edgeTarget: Int32Array = new Int32Array(16);
  edgeOperator: Int32Array = new Int32Array(16);

  /**
   * Adds an operator and its outputs; returns its id.
   * @throws InvalidArgumentError when an input does not exist yet, which is the only way to draw a cycle.
   */
  add(cost: number, inputs: readonly number[], outputs: readonly OutputSpec[]): number {
    const operator = this.open(inputs);
    this.complete(operator, cost, outputs);
    return operator;
  }

  /** Adds an operator whose cost and outputs only its first run can tell; until then it has none. Otherwise like `add`. */
  open(inputs: readonly number[]): number {
    for (const tensor of inputs) this.#checkTensor(tensor);
    const operator = this.operatorCount;
    this.#reserveOperator(inputs.length);
    for (const tensor of inputs) this.inputs[this.inputCount++] = tensor;
    this.operatorCount = operator + 1;
    this.firstInput[operator + 1] = this.inputCount;
    this.complete(operator, 0, []);
    return operator;
  }

  /** Tells the cost and the outputs of an operator that was opened; no other has been added since. */
  complete(operator: number, cost: number, outputs: readonly OutputSpec[]): void {
    if (operator !== this.operatorCount - 1) {
      throw new InvariantError(`operator ${operator} is completed, and is not the newest`);
    }
    this.#reserveOutputs(this.inputCount - int(this.firstInput, operator), outputs.length);
    this.cost[operator] = cost;
    let allocated = 0;
    for (const output of outputs) {
      const own = output.kind === "storage";
      const storage = own ? this.#addStorage(output.bytes) : this.#viewed(operator, output.input);
      if (own) allocated += output.bytes;
      this.#connect(operator, storage);
      this.#addTensor(operator, storage);
    }
    this.outputBytes[operator] = allocated;
    this.firstOutput[operator + 1] = this.tensorCount;
    this.firstStorage[operator + 1] = this.storageCount;
  }

  /** Sets what only the first run of an operator could tell: its cost, and the bytes of its storages. */
  measure(operator: number, cost: number, bytes: readonly number[]): void {
    this.cost[operator] = cost;
    const first = int(this.firstStorage, operator);
    for (const [index, size] of bytes.entries()) this.bytes[first + index] = size;
    this.outputBytes[operator] = bytes.reduce((sum, size) => sum + size, 0);
  }

  isView(tensor: number): boolean {
    return int(this.root, int(this.storageOf, tensor)) !== tensor;
  }

  #checkTensor(tensor: number): void {
    if (!Number.isInteger(tensor) || tensor < 0 || tensor >= this.tensorCount) {
      throw new InvalidArgumentError(
        `input ${tensor} is no tensor yet; there are ${this.tensorCount}`,
      );
    }
  }

  #viewed(operator: number, index: number): number {
    const first = int(this.firstInput, operator);
    const count = this.inputCount - first;
    if (index < 0 || index >= count) {
      throw new InvalidArgumentError(`a view of input ${index}, but there are ${count} inputs`);
    }
    return int(this.storageOf, int(this.inputs, first + index));
  }

  #addStorage(bytes: number): number {
    const storage = this.storageCount++;
    this.bytes[storage] = bytes;
    this.root[storage] = this.tensorCount;
    return storage;
  }

  #addTensor(operator: number, storage: number): void {
    const tensor = this.tensorCount++;
    this.operatorOf[tensor] = operator;
    this.storageOf[tensor] = storage;
    this.nextView[tensor] = NONE;
    if (int(this.root, storage) !== tensor) this.nextView[int(this.#lastView, storage)] = tensor;
    this.#lastView[storage] = tensor;
  }

  /** Adds the edges of one output, once per distinct input storage. */
  #connect(operator: number, child: number): void {
    const output = this.tensorCount;
    for (let at = int(this.firstInput, operator); at < this.inputCount; at++) {
      const parent = int(this.storageOf, int(this.inputs, at));
      if (parent === child || int(this.#drawnFor, parent) === output) continue;
      this.#drawnFor[parent] = output;
      this.#appendEdge(operator, this.parentHead, this.#parentTail, child, parent);
      this.#appendEdge(operator, this.childHead, this.#childTail, parent, child);
    }
  }

  #appendEdge(op: number, head: Int32Array, tail: Int32Array, from: number, to: number): void {
    const edge = this.edgeCount++;
    this.edgeTarget[edge] = to;
    this.edgeOperator[edge] = op;
    this.edgeNext[edge] = NONE;
    const last = int(tail, from);
    if (last === NONE) head[from] = edge;
    else this.edgeNext[last] = edge;
    tail[from] = edge;
  }

  #reserveOperator(inputs: number): void {
    if (this.operatorCount + 1 >= this.cost.length) this.#growOperators();
    if (this.inputCount + inputs > this.inputs.length) {
      this.inputs = grownInts(this.inputs, roomFor(this.inputCount + inputs));
    }
  }

  #reserveOutputs(inputs: number, outputs: number): void {
    if (this.tensorCount + outputs > this.operatorOf.length) this.#growTensors(outputs);
    if (this.storageCount + outputs > this.bytes.length) this.#growStorages(outputs);
    const edges = this.edgeCount + 2 * inputs * outputs;
    if (edges > this.edgeNext.length) this.#growEdges(roomFor(edges));
  }

  #growOperators(): void {
    const room = this.cost.length * 2;
    this.cost = grownReals(this.cost, room);
    this.outputBytes = grownReals(this.outputBytes, room);
    this.firstInput = grownInts(this.firstInput, room + 1);
    this.firstOutput = grownInts(this.firstOutput, room + 1);
    this.firstStorage = grownInts(this.firstStorage, room + 1);
  }

  #growTensors(outputs: number): void {
    const room = roomFor(this.tensorCount + outputs);
    this.operatorOf = grownInts(this.operatorOf, room);
    this.storageOf = grownInts(this.storageOf, room);
    this.nextView = grownInts(this.nextView, room);
  }

  #growStorages(outputs: number): void {
    const room = roomFor(this.storageCount + outputs);
    this.bytes = grownReals(this.bytes, room);
    this.root = grownInts(this.root, room);
    this.#lastView = grownInts(this.#lastView, room);
    this.parentHead = grownInts(this.parentHead, room, NONE);
    this.childHead = grownInts(this.childHead, room, NONE);
    this.#parentTail = grownInts(this.#parentTail, room, NONE);
    this.#childTail = grownInts(this.#childTail, room, NONE);
    this.#drawnFor = grownInts(this.#drawnFor, room, NONE);
  }

  #growEdges(room: number): void {
    this.edgeNext = grownInts(this.edgeNext, room);
    this.edgeTarget = grownInts(this.edgeTarget, room);
    this.edgeOperator = grownInts(this.edgeOperator, room);
  }
}
