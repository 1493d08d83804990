import type { Engine } from "../engine/engine.ts";
import { int, real } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";
import type { Lifetimes } from "./lifetimes.ts";

/** Storages to look at before a source is kept for now: most have few heirs, and one with many is kept anyway. */
const SEARCH = 256;
/** Releases before the sources are looked at again, for each of them and at the least. */
const PATIENCE = 4;
const LEAST_PATIENCE = 64;

/**
 * The sources: unrecomputable storages that the program let go of, kept because something that it holds would be made again from
 * them. Once what is made from a source is there and no larger than the source is, that becomes final in its stead.
 */
export class Sources {
  readonly #engine: Engine;
  readonly #lifetimes: Lifetimes;
  readonly #finalize: (storage: number) => void;
  readonly #kept: Set<number>;
  #releases = 0;

  constructor(
    engine: Engine,
    lifetimes: Lifetimes,
    finalize: (storage: number) => void,
    kept: Iterable<number>,
  ) {
    this.#engine = engine;
    this.#lifetimes = lifetimes;
    this.#finalize = finalize;
    this.#kept = new Set(kept);
  }

  [Symbol.iterator](): IterableIterator<number> {
    return this.#kept[Symbol.iterator]();
  }

  add(source: number): void {
    if (!this.#passOn(source)) this.#kept.add(source);
  }

  /** Something was released, after which a source may have smaller heirs. */
  released(): void {
    this.#releases += 1;
    if (this.#kept.size === 0 || this.#releases < LEAST_PATIENCE) return;
    if (this.#releases < PATIENCE * this.#kept.size) return;
    this.#releases = 0;
    for (const source of this.#kept) {
      const isOver = this.#engine.ledger.isBanished(source) || this.#passOn(source);
      if (isOver) this.#kept.delete(source);
    }
  }

  #passOn(source: number): boolean {
    const heirs = this.#heirsOf(source);
    for (const heir of heirs ?? []) this.#finalize(heir);
    return heirs !== undefined;
  }

  /** What the program holds that is made from a source; undefined when some is evicted or all is larger than the source. */
  #heirsOf(source: number): readonly number[] | undefined {
    const { graph, ledger } = this.#engine;
    const seen = new Set([source]);
    const waiting = [source];
    const heirs: number[] = [];
    let room = real(graph.bytes, source);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (let edge = int(graph.childHead, at); edge !== NONE; edge = int(graph.edgeNext, edge)) {
        const child = int(graph.edgeTarget, edge);
        if (seen.has(child) || !this.#lifetimes.isRecomputable(int(graph.root, child))) continue;
        if (seen.size === SEARCH) return undefined;
        seen.add(child);
        if (int(ledger.references, child) === 0) waiting.push(child);
        else {
          room -= real(graph.bytes, child);
          if (room < 0 || !ledger.isResident(child)) return undefined;
          heirs.push(child);
        }
      }
    }
    return heirs;
  }
}
