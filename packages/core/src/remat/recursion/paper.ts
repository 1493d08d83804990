import type { Engine } from "../engine/engine.ts";
import { int } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import { Frames } from "./frames.ts";
import type { Recursion } from "./recursion.ts";

/**
 * Rematerialization as in the DTR paper (appendix C): an operator locks its defined inputs, then brings back the
 * others one by one, in order, each locked as soon as it is there. So every operator on the way down holds what it
 * already has. The call stack is replaced by `Frames`.
 */
export class PaperRecursion implements Recursion {
  readonly #engine: Engine;
  readonly #frames: Frames;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#frames = new Frames(engine);
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
      if (this.#frames.isMissing) this.#advance();
      else if (!this.#finish(fresh)) return this.#unwind();
    }
    return true;
  }

  #enter(operator: number): void {
    const { graph, ledger } = this.#engine;
    this.#frames.push(operator);
    const first = int(graph.firstInput, operator);
    const end = int(graph.firstInput, operator + 1);
    for (let at = first; at < end; at++) {
      const tensor = int(graph.inputs, at);
      const storage = int(graph.storageOf, tensor);
      this.#engine.touch(storage);
      if (ledger.isDefined(tensor)) this.#frames.hold(storage);
    }
    for (let at = end - 1; at >= first; at--) {
      const tensor = int(graph.inputs, at);
      if (!ledger.isDefined(tensor)) this.#frames.missing.push(tensor);
    }
  }

  /** Locks the next missing input, or goes down to bring it. */
  #advance(): void {
    const maker = this.#frames.holdNext();
    if (maker !== NONE) this.#enter(maker);
  }

  #finish(fresh: number): boolean {
    const operator = this.#frames.operators.top();
    if (!this.#engine.run(operator, operator !== fresh)) return false;
    this.#frames.pop();
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
    const { held } = this.#frames;
    while (held.size > 0) this.#engine.unlock(held.pop());
    this.#frames.clear();
    return false;
  }
}
