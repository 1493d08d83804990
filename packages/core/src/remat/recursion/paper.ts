import type { Engine } from "../engine/engine.ts";
import { int } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import { IntStack } from "../graph/int-stack.ts";
import type { Recursion } from "./recursion.ts";

/**
 * Rematerialization as in the DTR paper (appendix C): an operator locks its defined inputs, then brings back the
 * others one by one, in order, each locked as soon as it is there. So every operator on the way down holds what it
 * already has. The call stack is replaced by one of operators and one of their inputs still to come.
 */
export class PaperRecursion implements Recursion {
  readonly #engine: Engine;
  readonly #frames = new IntStack();
  readonly #missing = new IntStack();
  /** By frame: where its part of `#missing` starts. */
  readonly #missingFrom = new IntStack();
  /** Storages locked by the frames, and by frame where its part starts. */
  readonly #held = new IntStack();
  readonly #heldFrom = new IntStack();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  call(operator: number): boolean {
    return this.#bring(operator, operator);
  }

  materialize(tensor: number): boolean {
    const { graph, ledger } = this.#engine;
    return ledger.isDefined(tensor) || this.#bring(int(graph.operatorOf, tensor), NONE);
  }

  #bring(target: number, fresh: number): boolean {
    this.#enter(target);
    while (this.#frames.size > 0) {
      if (this.#missing.size > this.#missingFrom.top()) this.#advance();
      else if (!this.#finish(fresh)) return this.#unwind();
    }
    return true;
  }

  #enter(operator: number): void {
    const { graph, ledger } = this.#engine;
    this.#frames.push(operator);
    this.#missingFrom.push(this.#missing.size);
    this.#heldFrom.push(this.#held.size);
    const first = int(graph.firstInput, operator);
    const end = int(graph.firstInput, operator + 1);
    for (let at = first; at < end; at++) {
      const tensor = int(graph.inputs, at);
      const storage = int(graph.storageOf, tensor);
      this.#engine.touch(storage);
      if (ledger.isDefined(tensor)) this.#hold(storage);
    }
    for (let at = end - 1; at >= first; at--) {
      const tensor = int(graph.inputs, at);
      if (!ledger.isDefined(tensor)) this.#missing.push(tensor);
    }
  }

  #hold(storage: number): void {
    this.#engine.lock(storage);
    this.#held.push(storage);
  }

  /** Locks the next missing input of the top frame if it is there by now, or goes down to bring it. */
  #advance(): void {
    const { graph, ledger } = this.#engine;
    const tensor = this.#missing.top();
    if (ledger.isDefined(tensor)) {
      this.#missing.pop();
      this.#hold(int(graph.storageOf, tensor));
    } else this.#enter(int(graph.operatorOf, tensor));
  }

  #finish(fresh: number): boolean {
    const operator = this.#frames.top();
    if (!this.#engine.run(operator, operator !== fresh)) return false;
    this.#frames.pop();
    this.#missingFrom.pop();
    this.#held.truncate(this.#heldFrom.pop());
    this.#unlockInputs(operator);
    return true;
  }

  #unlockInputs(operator: number): void {
    const { graph } = this.#engine;
    const end = int(graph.firstInput, operator + 1);
    for (let at = int(graph.firstInput, operator); at < end; at++) {
      this.#engine.unlock(int(graph.storageOf, int(graph.inputs, at)));
    }
  }

  #unwind(): boolean {
    while (this.#held.size > 0) this.#engine.unlock(this.#held.pop());
    this.#frames.clear();
    this.#missing.clear();
    this.#missingFrom.clear();
    this.#heldFrom.clear();
    return false;
  }
}
