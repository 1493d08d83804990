import type { OutputStream } from "../host.ts";

const ERASE = "\r\u001b[K";

/** One line on a terminal that is written over again and again; on anything else it shows nothing. */
export class ProgressLine implements Disposable {
  readonly #stream: OutputStream;
  readonly #enabled: boolean;
  #shown = "";

  constructor(stream: OutputStream, { quiet = false }: { readonly quiet?: boolean } = {}) {
    this.#stream = stream;
    this.#enabled = stream.isTTY === true && !quiet;
  }

  show(text: string): void {
    if (!this.#enabled || text === this.#shown) return;
    this.#shown = text;
    this.#stream.write(ERASE + text);
  }

  /** Takes the line away, so that other text can be written. */
  clear(): void {
    if (this.#shown === "") return;
    this.#shown = "";
    this.#stream.write(ERASE);
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}
