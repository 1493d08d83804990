import type { Engine } from "../engine/engine.ts";
import { flag, grownFlags, grownReals, int, real } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import { IntStack } from "../graph/int-stack.ts";
import { Frames } from "./frames.ts";
import { FrontierPlan } from "./frontier-plan.ts";
import type { Recursion } from "./recursion.ts";

/** How firmly a frame holds the inputs it has locked. */
const HOLD = { loose: 0, broken: 1, firm: 2 } as const;

/** Runs of one rematerialization for each operator that it planned, before it goes over a soft limit rather than repeat more. */
const REPEATS = 2;

/**
 * Rematerialization that needs less memory than the paper's, in four ways:
 *
 * 1. A restored storage is freed right after its last planned read when the program holds no handle on it and nothing
 *    evicted that the program does hold would need it again.
 * 2. A restored storage that stays gets back the time of the program's own last use: that a rematerialization passed
 *    through it says nothing about when the program will.
 * 3. The inputs of outer operators are held loosely: when nothing is evictable, the outermost hold is broken, and its
 *    operator fetches again what was lost. A second hold is firm, so this ends.
 * 4. Of several missing inputs the largest comes first, while the least is held.
 *
 * Under a soft limit it also ends in linear time: once it has run twice as many operators as it planned, what it still has to read
 * stays until it was read, over the limit if need be. Without room, shared inputs would be made again for every path to them.
 */
export class FrontierRecursion implements Recursion {
  readonly #engine: Engine;
  readonly #plan: FrontierPlan;
  /** What a frame has given up is NONE among what it holds. */
  readonly #frames: Frames;
  /** By frame: how firm its hold is. */
  readonly #holds = new IntStack();
  /** Operators that this rematerialization has run, may run before it guards, and the storages that it guards. */
  #runs = 0;
  #allowance = 0;
  readonly #guarded = new Set<number>();
  /** By storage: 1 once it has been restored. */
  #restored: Uint8Array = new Uint8Array(0);
  /** By storage: the clock at the program's last use. */
  #programUse: Float64Array = new Float64Array(0);

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#frames = new Frames(engine);
    this.#programUse = engine.ledger.lastUse.slice();
    this.#plan = new FrontierPlan(engine.ledger);
    engine.lastResort = () => this.#breakOutermost();
    this.#fit();
  }

  call(operator: number): boolean {
    this.#fit();
    const { graph, ledger } = this.#engine;
    const end = int(graph.firstInput, operator + 1);
    for (let at = int(graph.firstInput, operator); at < end; at++) {
      this.#programUse[int(graph.storageOf, int(graph.inputs, at))] = ledger.clock;
    }
    if (!this.#bring(operator, operator)) return false;
    this.#fit();
    const last = int(graph.firstOutput, operator + 1);
    for (let tensor = int(graph.firstOutput, operator); tensor < last; tensor++) {
      this.#programUse[int(graph.storageOf, tensor)] = ledger.clock;
    }
    return true;
  }

  materialize(tensor: number): boolean {
    const { graph, ledger } = this.#engine;
    if (ledger.isDefined(tensor)) return true;
    const storage = int(graph.storageOf, tensor);
    this.#plan.expect(storage, 1);
    const there = this.#bring(int(graph.operatorOf, tensor), NONE);
    if (there) this.#plan.expect(storage, -1);
    return there;
  }

  #fit(): void {
    const room = this.#engine.ledger.place.length;
    if (room === this.#restored.length && this.#plan.fits()) return;
    this.#plan.fit();
    this.#restored = grownFlags(this.#restored, room);
    this.#programUse = grownReals(this.#programUse, room);
  }

  #bring(target: number, fresh: number): boolean {
    this.#enter(target);
    this.#runs = 0;
    this.#allowance = REPEATS * this.#plan.size;
    while (this.#frames.size > 0) {
      if (this.#frames.isMissing) this.#advance();
      else if (this.#holds.top() === HOLD.broken) this.#holdAgain();
      else if (!this.#finish(fresh)) return this.#unwind();
    }
    for (const storage of this.#guarded) this.#unguard(storage);
    return true;
  }

  #enter(operator: number): void {
    const { graph } = this.#engine;
    this.#plan.add(operator);
    this.#frames.push(operator);
    this.#holds.push(HOLD.loose);
    const end = int(graph.firstInput, operator + 1);
    for (let at = int(graph.firstInput, operator); at < end; at++) {
      this.#engine.touch(int(graph.storageOf, int(graph.inputs, at)));
    }
    this.#holdInputs(operator);
  }

  /** Locks the inputs that are there and notes the others, the largest on top. */
  #holdInputs(operator: number): void {
    const { graph, ledger } = this.#engine;
    const first = int(graph.firstInput, operator);
    for (let at = int(graph.firstInput, operator + 1) - 1; at >= first; at--) {
      const tensor = int(graph.inputs, at);
      if (ledger.isDefined(tensor)) continue;
      this.#frames.missing.push(tensor);
      this.#sink(this.#frames.missing.size - 1);
    }
    const end = int(graph.firstInput, operator + 1);
    for (let at = first; at < end; at++) {
      const tensor = int(graph.inputs, at);
      if (ledger.isDefined(tensor)) this.#frames.hold(int(graph.storageOf, tensor));
    }
  }

  /** Moves the missing input at `place` below those of the frame that need more room; equals stay in order. */
  #sink(place: number): void {
    const { missing, missingFrom } = this.#frames;
    const base = missingFrom.top();
    const tensor = missing.at(place);
    const size = this.#outputBytes(tensor);
    let at = place;
    while (at > base && this.#outputBytes(missing.at(at - 1)) > size) {
      missing.replaceAt(at, missing.at(at - 1));
      at -= 1;
    }
    missing.replaceAt(at, tensor);
  }

  #outputBytes(tensor: number): number {
    const { graph } = this.#engine;
    return real(graph.outputBytes, int(graph.operatorOf, tensor));
  }

  #advance(): void {
    const maker = this.#frames.holdNext();
    if (maker !== NONE) this.#enter(maker);
  }

  /** After a broken hold: fetches what was lost meanwhile, and this time keeps it. */
  #holdAgain(): void {
    const { held, heldFrom, operators } = this.#frames;
    this.#giveUpFrom(heldFrom.top(), held.size);
    held.truncate(heldFrom.top());
    this.#holds.replaceAt(this.#holds.size - 1, HOLD.firm);
    this.#holdInputs(operators.top());
  }

  /** Unlocks what the outermost loose frame holds, the running one excepted. True when that freed a candidate. */
  #breakOutermost(): boolean {
    const { heldFrom, size } = this.#frames;
    for (let frame = 0; frame < size - 1; frame++) {
      if (this.#holds.at(frame) !== HOLD.loose) continue;
      this.#holds.replaceAt(frame, HOLD.broken);
      this.#giveUpFrom(heldFrom.at(frame), heldFrom.at(frame + 1));
      if (this.#engine.candidates.count > 0) return true;
    }
    return false;
  }

  #giveUpFrom(from: number, to: number): void {
    const { held } = this.#frames;
    for (let at = from; at < to; at++) {
      const storage = held.at(at);
      if (storage === NONE) continue;
      held.replaceAt(at, NONE);
      this.#engine.unlock(storage);
    }
  }

  #finish(fresh: number): boolean {
    const { held, heldFrom, operators } = this.#frames;
    const operator = operators.top();
    this.#runs += 1;
    if (!this.#engine.run(operator, operator !== fresh)) return false;
    this.#plan.done(operator);
    this.#restUnread(heldFrom.top());
    this.#giveUpFrom(heldFrom.top(), held.size);
    this.#frames.pop();
    this.#holds.pop();
    this.#settleInputs(operator);
    if (operator !== fresh) this.#settleOutputs(operator);
    return true;
  }

  /** Before restored inputs that will not be read again become candidates, takes the program's view of their age. */
  #restUnread(from: number): void {
    const { held } = this.#frames;
    for (let at = from; at < held.size; at++) {
      const storage = held.at(at);
      if (flag(this.#restored, storage) === 1 && !this.#plan.isRead(storage)) this.#rest(storage);
    }
  }

  #rest(storage: number): void {
    this.#engine.ledger.lastUse[storage] = real(this.#programUse, storage);
  }

  #settleInputs(operator: number): void {
    const { graph } = this.#engine;
    const end = int(graph.firstInput, operator + 1);
    for (let at = int(graph.firstInput, operator); at < end; at++) {
      const storage = int(graph.storageOf, int(graph.inputs, at));
      if (this.#guarded.size > 0 && !this.#plan.isRead(storage)) this.#unguard(storage);
      this.#dropIfDone(storage);
    }
  }

  #settleOutputs(operator: number): void {
    const { graph } = this.#engine;
    const end = int(graph.firstOutput, operator + 1);
    for (let tensor = int(graph.firstOutput, operator); tensor < end; tensor++) {
      const storage = int(graph.storageOf, tensor);
      if (int(graph.root, storage) !== tensor) continue;
      this.#restored[storage] = 1;
      if (this.#plan.isRead(storage)) this.#guardIfRepeating(storage);
      else if (!this.#dropIfDone(storage)) this.#age(storage);
    }
  }

  /** Has a restored output that nothing planned will read compared with others by the program's view of its age. */
  #age(storage: number): void {
    const { candidates } = this.#engine;
    if (!candidates.has(storage)) return;
    candidates.leave(storage);
    this.#rest(storage);
    this.#engine.offer(storage);
  }

  /** Keeps a restored output until it was read, once this rematerialization repeats too much. */
  #guardIfRepeating(storage: number): void {
    if (this.#runs <= this.#allowance || this.#guarded.has(storage)) return;
    if (this.#engine.limits.limit === "hard") return;
    this.#guarded.add(storage);
    this.#engine.lock(storage);
  }

  #unguard(storage: number): void {
    if (this.#guarded.delete(storage)) this.#engine.unlock(storage);
  }

  #dropIfDone(storage: number): boolean {
    const { ledger } = this.#engine;
    if (flag(this.#restored, storage) === 0 || this.#plan.isRead(storage)) return false;
    if (int(ledger.references, storage) > 0 || !ledger.isEvictable(storage)) return false;
    if (this.#plan.isWanted(storage)) return false;
    this.#restored[storage] = 0;
    this.#engine.evict(storage, "spent");
    return true;
  }

  #unwind(): boolean {
    this.#giveUpFrom(0, this.#frames.held.size);
    for (const storage of this.#guarded) this.#unguard(storage);
    this.#frames.clear();
    this.#holds.clear();
    this.#plan.clear();
    return false;
  }
}
