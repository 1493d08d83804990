/** How the kernel's small files (/proc, /sys/fs/cgroup) are read. */
export interface ProcFiles extends Disposable {
  /**
   * The text of a file that the kernel writes in one piece and that is read again and again, as of now.
   * `undefined` when it does not exist or cannot be read. The file may stay open until `forget` or disposal.
   */
  read(path: string): string | undefined;
  /** The whole text of a file of any length that is seldom read; nothing stays open. */
  readOnce(path: string): string | undefined;
  /** Lets go of what `read` keeps for `path`; of nothing if it keeps nothing. */
  forget(path: string): void;
}
