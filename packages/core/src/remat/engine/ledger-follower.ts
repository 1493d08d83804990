/** What keeps up with a ledger: the engine tells it of every change that can move a score. It sees the ledger after the change. */
export interface LedgerFollower {
  introduced(storage: number): void;
  /** A view was added, so the storage costs more to restore. */
  recosted(storage: number): void;
  evicted(storage: number): void;
  restored(storage: number): void;
  /** Makes room for what the graph has gained. */
  fit(): void;
}
