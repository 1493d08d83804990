import type { Engine } from "../engine/engine.ts";
import { real } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";

/** Signatures to remember; above these a program has ever new shapes, and foresight starts anew. */
const MOST = 1 << 16;
/** The signature of whatever cannot be made again, but for its size. */
const FINAL = 0x51f15e;

/**
 * How often a storage was read when one like it lived before. Programs repeat: a training step makes the same storages as the step
 * before it, and many are held on to, by a tape or a scope, long after their last read. Once a storage has been read as often as
 * the last one like it was in all its life, it is spent: the first to evict, at no cost but that of a wrong guess.
 *
 * Alike are storages that the same kind of operator made from storages that are alike.
 */
export class Foresight {
  /** By signature: the reads of the last lives. */
  readonly #reads = new Map<number, number>();

  expected(signature: number): number {
    return this.#reads.get(signature) ?? Infinity;
  }

  /** A life ended. Of several alike, the one that was read most counts, and is forgotten slowly. */
  learn(signature: number, reads: number): void {
    if (this.#reads.size > MOST) this.#reads.clear();
    const before = this.#reads.get(signature) ?? 0;
    this.#reads.set(signature, Math.max(reads, before - 1));
  }
}

/** The storages of one recording in the light of foresight. */
export class Lives {
  readonly #engine: Engine;
  readonly #foresight: Foresight;
  /** By storage. */
  readonly #signatures: number[] = [];
  readonly #reads: number[] = [];
  readonly #spent = new Set<number>();

  constructor(engine: Engine, foresight: Foresight) {
    this.#engine = engine;
    this.#foresight = foresight;
    engine.expendable = () => this.#nextSpent();
  }

  /** A storage was made by the program's call of an operator of a kind. */
  made(storage: number, kind: number, inputs: readonly number[], index: number): void {
    let signature = mix(kind, index);
    for (const input of inputs) signature = mix(signature, this.#signatures[input] ?? 0);
    this.#signatures[storage] = signature;
    this.#reads[storage] = 0;
    this.#judge(storage);
  }

  /** The program read a storage. */
  read(storage: number): void {
    this.#reads[storage] = (this.#reads[storage] ?? 0) + 1;
    this.#judge(storage);
  }

  /** A storage is not evicted any more. What is made from it is alike for every one of its size. */
  finalized(storage: number): void {
    this.#spent.delete(storage);
    const bytes = real(this.#engine.graph.bytes, storage);
    this.#signatures[storage] = mix(FINAL, bytes);
    this.#reads[storage] = -Infinity;
  }

  ended(storage: number): void {
    this.#spent.delete(storage);
    const reads = this.#reads[storage];
    const signature = this.#signatures[storage];
    if (signature === undefined || reads === undefined || reads < 0) return;
    this.#foresight.learn(signature, reads);
  }

  /** Goes on with the storages of an earlier recording, whose places here `storageAt` gives. */
  continueFrom(earlier: Lives, storageAt: Int32Array): void {
    for (const [storage, here] of storageAt.entries()) {
      const signature = earlier.#signatures[storage];
      if (here === NONE || signature === undefined) continue;
      this.#signatures[here] = signature;
      this.#reads[here] = earlier.#reads[storage] ?? 0;
      if (earlier.#spent.has(storage)) this.#spent.add(here);
    }
  }

  #judge(storage: number): void {
    const reads = this.#reads[storage] ?? 0;
    const expected = this.#foresight.expected(this.#signatures[storage] ?? 0);
    if (reads >= expected) this.#spent.add(storage);
    else this.#spent.delete(storage);
  }

  /** A spent storage that is worth evicting and can be. */
  #nextSpent(): number {
    const { candidates } = this.#engine;
    for (const storage of this.#spent) {
      if (candidates.has(storage)) return storage;
    }
    return NONE;
  }
}

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value ^ (hash >>> 15), 0x01000193) | 0;
}
