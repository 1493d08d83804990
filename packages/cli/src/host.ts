import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";

/** Where output goes: the parts of a stream that the command uses. */
export interface OutputStream {
  write(content: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  /** The width of the terminal. */
  readonly columns?: number;
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
  ignoreClosedPipe(process.stdout);
  ignoreClosedPipe(process.stderr);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
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

/** A reader such as `head` that has seen enough is no failure. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
