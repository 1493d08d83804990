import type { Engine } from "../engine/engine.ts";
import { int } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import { IntStack } from "../graph/int-stack.ts";

/** The operators on the way down to one that can run, each with the inputs that it misses and those that it has locked. */
export class Frames {
  readonly operators: IntStack = new IntStack();
  /** Tensors, the top frame's on top and the next one to bring back last; and by frame where its part starts. */
  readonly missing: IntStack = new IntStack();
  readonly missingFrom: IntStack = new IntStack();
  /** Storages, each frame's after those of the frame below it; and by frame where its part starts. */
  readonly held: IntStack = new IntStack();
  readonly heldFrom: IntStack = new IntStack();
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get size(): number {
    return this.operators.size;
  }

  /** Whether the top frame still misses an input. */
  get isMissing(): boolean {
    return this.missing.size > this.missingFrom.top();
  }

  push(operator: number): void {
    this.operators.push(operator);
    this.missingFrom.push(this.missing.size);
    this.heldFrom.push(this.held.size);
  }

  /** Takes the top frame off. What it holds is for the caller to unlock. */
  pop(): void {
    this.operators.pop();
    this.missingFrom.pop();
    this.held.truncate(this.heldFrom.pop());
  }

  hold(storage: number): void {
    this.#engine.lock(storage);
    this.held.push(storage);
  }

  /** Locks the top frame's next missing input if it is there by now, and returns NONE; or else the operator that makes it. */
  holdNext(): number {
    const { graph, ledger } = this.#engine;
    const tensor = this.missing.top();
    if (!ledger.isDefined(tensor)) return int(graph.operatorOf, tensor);
    this.missing.pop();
    this.hold(int(graph.storageOf, tensor));
    return NONE;
  }

  clear(): void {
    for (const stack of [this.operators, this.missing, this.missingFrom]) stack.clear();
    this.held.clear();
    this.heldFrom.clear();
  }
}
