import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { main, type EndSignal, type Host, type OutputStream } from "../src/index.ts";

/** What a command left behind. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as it was written. */
  readonly stdoutBytes: Uint8Array;
}

/** A folder of its own, gone when it is disposed of. */
export class Folder implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), "spillway-cli-"));

  /** Writes a file and returns its absolute path. */
  write(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  at(name: string): string {
    return join(this.path, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A stream that remembers what was written to it. */
class Recorder implements OutputStream {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly #chunks: Uint8Array[] = [];

  constructor(isTTY: boolean, columns = 100) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(content: string | Uint8Array): void {
    this.#chunks.push(typeof content === "string" ? Buffer.from(content) : content);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** The surroundings of a command in a test. */
export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `never ends` is a standard input that nobody closes. */
  readonly stdin?: string | Uint8Array;
  readonly isTTY?: boolean;
  /** The width of the terminal. */
  readonly columns?: number;
  /** Told what to call to send the command a signal. */
  readonly onListening?: (send: (signal: EndSignal) => void) => void;
}

/** Runs the command in this process. */
export async function spillway(
  argv: readonly string[],
  { cwd = "/", env = {}, stdin = "", isTTY = false, columns, onListening }: Surroundings = {},
): Promise<Outcome> {
  const stdout = new Recorder(isTTY, columns);
  const stderr = new Recorder(isTTY, columns);
  const host: Host = {
    stdout,
    stderr,
    env,
    cwd,
    readStdin: (signal) =>
      stdin === "never ends" ? aborted(signal) : Promise.resolve(Buffer.from(stdin)),
    onSignal(listener) {
      onListening?.(listener);
      return () => undefined;
    },
  };
  const exitCode = await main(argv, host);
  return {
    exitCode,
    stdout: stdout.bytes.toString("utf8"),
    stderr: stderr.bytes.toString("utf8"),
    stdoutBytes: stdout.bytes,
  };
}

/** Rejects once the signal is aborted. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(new Error("aborted"));
    if (signal?.aborted === true) end();
    else signal?.addEventListener("abort", end);
  });
}
