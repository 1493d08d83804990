import { grownInts, grownReals, int, real } from "../graph/columns.ts";
import { NONE } from "../graph/graph.ts";

/** Slots per block. */
export const BLOCK = 64;
const SHIFT = 6;

/**
 * The evictable storages in the order in which they became so. A slot whose storage left stays empty until the next
 * compaction, so the order never changes and joining and leaving are O(1).
 *
 * Each block of 64 slots keeps lower bounds of the keys, of the times of last use and of the scores in it, for searches
 * that skip blocks. They are exact after `tighten` and `score`, and only ever too low after that.
 */
export class Candidates {
  count = 0;
  /** Slots in use, empty ones included. */
  length = 0;
  slots: Int32Array = new Int32Array(BLOCK).fill(NONE);
  blockCount: Int32Array = new Int32Array(1);
  leastKey: Float64Array = new Float64Array(1).fill(Infinity);
  oldestUse: Float64Array = new Float64Array(1).fill(Infinity);
  /** A lower bound of the scores as they were at `scoredAt`, the last use of all being at `youngestUse`; 0 if unknown. */
  leastScore: Float64Array = new Float64Array(1);
  scoredAt: Float64Array = new Float64Array(1);
  youngestUse: Float64Array = new Float64Array(1);
  #slotOf: Int32Array = new Int32Array(0);

  get blocks(): number {
    return (this.length + BLOCK - 1) >> SHIFT;
  }

  /** Makes room for storages with ids below `count`. */
  fit(count: number): void {
    if (count > this.#slotOf.length) this.#slotOf = grownInts(this.#slotOf, count, NONE);
  }

  has(storage: number): boolean {
    return int(this.#slotOf, storage) !== NONE;
  }

  /** The storage in `slot`, or NONE. */
  at(slot: number): number {
    return int(this.slots, slot);
  }

  /** The candidate with `rank` others before it. There are more than `rank`. */
  nth(rank: number): number {
    let left = rank;
    let block = 0;
    while (left >= int(this.blockCount, block)) left -= int(this.blockCount, block++);
    let slot = block * BLOCK;
    while (this.at(slot) === NONE || left-- > 0) slot += 1;
    return this.at(slot);
  }

  join(storage: number, key: number, lastUse: number): void {
    if (this.length > 2 * this.count + 4 * BLOCK) this.#compact();
    if (this.length === this.slots.length) this.#grow();
    const slot = this.length++;
    const block = slot >> SHIFT;
    this.slots[slot] = storage;
    this.#slotOf[storage] = slot;
    this.count += 1;
    this.blockCount[block] = int(this.blockCount, block) + 1;
    this.leastScore[block] = 0;
    if (key < real(this.leastKey, block)) this.leastKey[block] = key;
    if (lastUse < real(this.oldestUse, block)) this.oldestUse[block] = lastUse;
  }

  leave(storage: number): void {
    const slot = int(this.#slotOf, storage);
    this.#slotOf[storage] = NONE;
    this.slots[slot] = NONE;
    this.count -= 1;
    while (this.length > 0 && int(this.slots, this.length - 1) === NONE) this.length -= 1;
    this.#emptied(slot >> SHIFT);
  }

  #emptied(block: number): void {
    const left = int(this.blockCount, block) - 1;
    this.blockCount[block] = left;
    if (left === 0) this.tighten(block, Infinity, Infinity);
  }

  /** Notes that the key of `storage` may have fallen to `key`. `stale`: whether scores are keys over staleness. */
  lower(storage: number, key: number, lastUse: number, stale: boolean): void {
    const slot = int(this.#slotOf, storage);
    if (slot === NONE) return;
    const block = slot >> SHIFT;
    if (key < real(this.leastKey, block)) this.leastKey[block] = key;
    const age = stale ? real(this.scoredAt, block) - lastUse : 1;
    const score = age > 0 ? key / age : 0;
    if (score < real(this.leastScore, block)) this.leastScore[block] = score;
  }

  /** Sets the bounds of `block`, which the caller has just derived from all of its slots. */
  tighten(block: number, leastKey: number, oldestUse: number): void {
    this.leastKey[block] = leastKey;
    this.oldestUse[block] = oldestUse;
    this.leastScore[block] = 0;
  }

  /** Notes the least score of `block` at time `at`. */
  score(block: number, leastScore: number, at: number, youngestUse: number): void {
    this.leastScore[block] = leastScore;
    this.scoredAt[block] = at;
    this.youngestUse[block] = youngestUse;
  }

  #grow(): void {
    const room = this.slots.length * 2;
    this.slots = grownInts(this.slots, room, NONE);
    this.blockCount = grownInts(this.blockCount, room >> SHIFT);
    this.leastKey = grownReals(this.leastKey, room >> SHIFT, Infinity);
    this.oldestUse = grownReals(this.oldestUse, room >> SHIFT, Infinity);
    this.leastScore = grownReals(this.leastScore, room >> SHIFT);
    this.scoredAt = grownReals(this.scoredAt, room >> SHIFT);
    this.youngestUse = grownReals(this.youngestUse, room >> SHIFT);
  }

  /** Closes the gaps. A slot only moves to an earlier block, whose bounds are merged before the source block's are cleared. */
  #compact(): void {
    let next = 0;
    const keys = this.leastKey.slice();
    const uses = this.oldestUse.slice();
    this.leastKey.fill(Infinity);
    this.oldestUse.fill(Infinity);
    this.leastScore.fill(0);
    this.blockCount.fill(0);
    for (let slot = 0; slot < this.length; slot++) {
      const storage = int(this.slots, slot);
      if (storage === NONE) continue;
      const [from, to] = [slot >> SHIFT, next >> SHIFT];
      this.slots[next] = storage;
      this.#slotOf[storage] = next++;
      this.blockCount[to] = int(this.blockCount, to) + 1;
      this.leastKey[to] = Math.min(real(this.leastKey, to), real(keys, from));
      this.oldestUse[to] = Math.min(real(this.oldestUse, to), real(uses, from));
    }
    this.slots.fill(NONE, next, this.length);
    this.length = next;
  }
}
