import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";

/** Where output goes: the parts of a stream that the command uses. */
export interface OutputStream {
  /** Never throws: what could not be written is told by `flush`. */
  write(content: string | Uint8Array): void;
  /** Resolves when everything is out. Rejects, once, with the system's error where a part of it could not be written. */
  flush(): Promise<void>;
  readonly isTTY?: boolean | undefined;
  /** The width of the terminal. */
  readonly columns?: number | undefined;
}

/** The signals that end the command. */
export type EndSignal = "SIGINT" | "SIGTERM";

/** What the command touches of the process around it. Injected, so that tests own it. */
export interface Host {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory, which all relative paths start from. */
  readonly cwd: string;
  /** Everything that comes in, to its end. */
  readStdin(signal?: AbortSignal): Promise<Uint8Array>;
  /** Calls `listener` on the first signal of each kind; the next one ends the process. The result ends that. */
  onSignal(listener: (signal: EndSignal) => void): () => void;
}

/** The host of the real process. */
export function processHost(): Host {
  return {
    stdout: new ProcessOutput(process.stdout),
    stderr: new ProcessOutput(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    readStdin: (signal) =>
      buffer(signal === undefined ? process.stdin : addAbortSignal(signal, process.stdin)),
    onSignal(listener) {
      process.once("SIGINT", listener).once("SIGTERM", listener);
      return () => void process.off("SIGINT", listener).off("SIGTERM", listener);
    },
  };
}

/** A standard stream of the process, which remembers that it could not be written. */
class ProcessOutput implements OutputStream {
  readonly #stream: NodeJS.WriteStream;
  #failure: Error | undefined;
  #isToldOf = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.on("error", (error: NodeJS.ErrnoException) => this.#note(error));
  }

  get isTTY(): boolean | undefined {
    return this.#stream.isTTY;
  }

  get columns(): number | undefined {
    return this.#stream.columns;
  }

  write(content: string | Uint8Array): void {
    void this.#written(content);
  }

  async flush(): Promise<void> {
    // Called back behind all that was written before.
    await this.#written("");
    if (this.#failure === undefined || this.#isToldOf) return;
    this.#isToldOf = true;
    throw this.#failure;
  }

  #written(content: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      const end = (error?: Error | null): void => {
        this.#note(error ?? undefined);
        resolve();
      };
      try {
        this.#stream.write(content, end);
      } catch (error) {
        // Streams to files may throw at once.
        end(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /** A reader such as `head` that has seen enough is no failure. */
  #note(error: NodeJS.ErrnoException | undefined): void {
    if (error !== undefined && error.code !== "EPIPE") this.#failure ??= error;
  }
}
