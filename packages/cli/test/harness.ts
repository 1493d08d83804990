import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { main, type EndSignal, type Host, type OutputStream } from "../src/index.ts";

/** What a command left behind. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
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
  text = "";
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}

/** The surroundings of a command in a test. */
export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly isTTY?: boolean;
  /** Told what to call to send the command a signal. */
  readonly onListening?: (send: (signal: EndSignal) => void) => void;
}

/** Runs the command in this process. */
export async function spillway(
  argv: readonly string[],
  { cwd = "/", env = {}, stdin = "", isTTY = false, onListening }: Surroundings = {},
): Promise<Outcome> {
  const stdout = new Recorder(isTTY);
  const stderr = new Recorder(isTTY);
  const host: Host = {
    stdout,
    stderr,
    env,
    cwd,
    readStdin: () => Promise.resolve(stdin),
    onSignal(listener) {
      onListening?.(listener);
      return () => undefined;
    },
  };
  const exitCode = await main(argv, host);
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}
