import type { ProcFiles } from "../proc-files.ts";

/** Files that are a map from path to text, and a record of what was read and what is still held. */
export class FakeFiles implements ProcFiles {
  readonly texts: Map<string, string>;
  readonly held = new Set<string>();
  reads: string[] = [];

  constructor(texts: Readonly<Record<string, string>>) {
    this.texts = new Map(Object.entries(texts));
  }

  read(path: string): string | undefined {
    this.reads.push(path);
    const text = this.texts.get(path);
    if (text === undefined) this.held.delete(path);
    else this.held.add(path);
    return text;
  }

  readOnce(path: string): string | undefined {
    this.reads.push(path);
    return this.texts.get(path);
  }

  forget(path: string): void {
    this.held.delete(path);
  }

  [Symbol.dispose](): void {
    this.held.clear();
  }

  /** What was read since the last call. */
  takeReads(): readonly string[] {
    const reads = this.reads;
    this.reads = [];
    return reads;
  }
}
