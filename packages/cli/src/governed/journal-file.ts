import { codeOf, journalEntryLine, journalHeaderLine, type JournalEntry } from "@spillway/core";
import { makeFolder, OutputError } from "@spillway/image";
import { closeSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** A journal in a file. Written entry by entry, so that it tells the story of a run that was killed too. */
export class JournalFile implements Disposable {
  readonly #path: string;
  readonly #descriptor: number;
  #failure: OutputError | undefined;
  #closed = false;

  /** Replaces the file. @throws OutputError */
  constructor(path: string, header: { readonly startedAt: string; readonly command: string }) {
    this.#path = path;
    try {
      makeFolder(dirname(path));
      this.#descriptor = openSync(path, "w");
    } catch (cause) {
      throw this.#refusal(cause);
    }
    this.#append(journalHeaderLine(header));
  }

  /** Why an entry could not be written, such as a full disk. Nothing is written from then on. */
  get failure(): OutputError | undefined {
    return this.#failure;
  }

  /** Never throws: a journal that cannot be written is no reason to stop what it is the journal of. */
  write(entry: JournalEntry): void {
    this.#append(journalEntryLine(entry));
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#descriptor);
  }

  #append(line: string): void {
    if (this.#closed || this.#failure !== undefined) return;
    try {
      writeSync(this.#descriptor, line);
    } catch (cause) {
      this.#failure = this.#refusal(cause);
    }
  }

  #refusal(cause: unknown): OutputError {
    const problem = `the journal cannot be written (${codeOf(cause)})`;
    return new OutputError(this.#path, problem, { cause });
  }
}
