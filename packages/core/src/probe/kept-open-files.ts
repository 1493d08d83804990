import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { InvariantError } from "../errors.ts";
import type { ProcFiles } from "./proc-files.ts";

const FIRST_BUFFER_BYTES = 8192;

/**
 * Kernel files held open and read from their start each time into one reused buffer, which spares the opening and
 * closing that cost more than the reading. Holds one descriptor a path until `forget` or disposal.
 */
export class KeptOpenFiles implements ProcFiles {
  readonly #descriptors = new Map<string, number>();
  #buffer: Buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
  #disposed = false;

  read(path: string): string | undefined {
    if (this.#disposed)
      throw new InvariantError(`${path} is read after its files were disposed of`);
    const kept = this.#descriptors.get(path);
    if (kept !== undefined) {
      const text = this.#readFrom(kept);
      if (text !== undefined) return text;
      // A descriptor of an ended process or a removed cgroup stays dead; the path may have a successor.
      this.forget(path);
    }
    const opened = this.#open(path);
    return opened === undefined ? undefined : this.#readFrom(opened);
  }

  readOnce(path: string): string | undefined {
    return attempt(() => readFileSync(path, "utf8"));
  }

  forget(path: string): void {
    const descriptor = this.#descriptors.get(path);
    if (descriptor === undefined) return;
    this.#descriptors.delete(path);
    closeSync(descriptor);
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const path of [...this.#descriptors.keys()]) this.forget(path);
  }

  #open(path: string): number | undefined {
    const descriptor = attempt(() => openSync(path, "r"));
    if (descriptor !== undefined) this.#descriptors.set(path, descriptor);
    return descriptor;
  }

  /** One read at offset 0 is a consistent snapshot. A full buffer may have cut it: then again with twice the room. */
  #readFrom(descriptor: number): string | undefined {
    for (;;) {
      const count = pread(descriptor, this.#buffer);
      if (count === -1) return undefined;
      if (count < this.#buffer.length) return this.#buffer.toString("utf8", 0, count);
      this.#buffer = Buffer.allocUnsafe(this.#buffer.length * 2);
    }
  }
}

function pread(descriptor: number, buffer: Buffer): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, 0);
  } catch {
    return -1;
  }
}

/** Every failure of these files (gone, not permitted, no such process) means the same here: nothing to read. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
