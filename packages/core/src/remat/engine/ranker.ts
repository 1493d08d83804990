/**
 * Chooses what to evict next. The engine tells it of every change that can move a score: it sees the ledger after the
 * change.
 */
export interface Ranker {
  /** A lower bound of the time-independent part of the score, for the candidates' blocks. */
  key(storage: number): number;
  /** The candidate to evict, or NONE when there are none. */
  pick(): number;
  introduced(storage: number): void;
  /** A view was added, so the storage costs more to restore. */
  recosted(storage: number): void;
  evicted(storage: number): void;
  restored(storage: number): void;
  /** Makes room for what the graph has gained. */
  fit(): void;
}
