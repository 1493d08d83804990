import { InvariantError } from "@spillway/core";
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { FrameReader, writeFrame } from "../child/frames.mjs";
import type { ProcessEnd } from "./errors.ts";
import { HolderStartError } from "./errors.ts";
import type { TensorMap } from "./tensor.ts";

/** What a child is asked. */
export type ChildRequest =
  | { readonly kind: "open"; readonly path: string; readonly options: object }
  | { readonly kind: "run" };

/** What a child answered. */
export type ChildAnswer =
  | { readonly kind: "done"; readonly tensors: TensorMap }
  | { readonly kind: "failed"; readonly message: string; readonly code: string | undefined }
  | { readonly kind: "ended"; readonly end: ProcessEnd };

/** What a child writes; `size` comes unasked. */
type ChildMessage =
  | { readonly kind: "size"; readonly bytes: number }
  | { readonly id: number; readonly kind: "done"; readonly bytes: number }
  | {
      readonly id: number;
      readonly kind: "failed";
      readonly bytes: number;
      readonly message: string;
      readonly code?: string;
    };

const ENTRY = fileURLToPath(new URL("../child/session-child.mjs", import.meta.url));

/** The GNU C library otherwise learns to keep freed blocks of up to 32 MiB; others ignore this. */
const RETURN_MEMORY = { MALLOC_MMAP_THRESHOLD_: "1048576" };
const STDERR_CHARACTERS = 4096;

/** One child process and the line to it. */
export class ChildLink {
  /** Resolves when the process is gone. Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  readonly #channel: Socket;
  readonly #waiting: Map<number, (answer: ChildAnswer) => void> = new Map();
  #end: ProcessEnd | undefined;
  #stderr = "";
  #ending = false;
  #lastId = 0;
  #bytes = 0;

  constructor() {
    this.#child = spawn(process.execPath, ["--expose-gc", "--max-old-space-size=512", ENTRY], {
      stdio: ["ignore", "ignore", "pipe", "pipe"],
      env: { ...RETURN_MEMORY, ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      windowsHide: true,
    });
    this.ended = this.#watch();
    // Without a process there are no pipes either: too many are open.
    if (this.#child.pid === undefined) throw new HolderStartError();
    this.#channel = socketOf(this.#child);
    const reader = new FrameReader((message, tensors) =>
      this.#receive(message as ChildMessage, tensors as TensorMap),
    );
    this.#channel.on("data", (chunk: Uint8Array) => reader.push(chunk));
    // A broken line is the end of the process, which is reported as such.
    this.#channel.on("error", () => this.kill());
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_CHARACTERS);
    });
    this.#hold();
  }

  /** The process's own memory, as it last said: its resident set in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether an answer is outstanding. */
  get busy(): boolean {
    return this.#waiting.size > 0;
  }

  get gone(): boolean {
    return this.#end !== undefined;
  }

  /** Always resolves: a process that ends answers `ended`. */
  request(request: ChildRequest, feeds: TensorMap = {}): Promise<ChildAnswer> {
    if (this.#end !== undefined) return Promise.resolve({ kind: "ended", end: this.#end });
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#hold();
      writeFrame(this.#channel, { ...request, id }, feeds);
    });
  }

  /** Asks the process to end, by closing the line to it. */
  hangUp(): void {
    this.#expectEnd();
    this.#channel.end();
  }

  kill(): void {
    this.#expectEnd();
    this.#child.kill("SIGKILL");
  }

  #receive(message: ChildMessage, tensors: TensorMap): void {
    this.#bytes = message.bytes;
    switch (message.kind) {
      case "size":
        return;
      case "done":
        this.#settle(message.id, { kind: "done", tensors });
        return;
      case "failed":
        this.#settle(message.id, {
          kind: "failed",
          message: message.message,
          code: message.code,
        });
        return;
    }
  }

  #settle(id: number, answer: ChildAnswer): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
    this.#hold();
  }

  #watch(): Promise<ProcessEnd> {
    // What cannot be started says so in the constructor; what cannot be killed is gone.
    this.#child.on("error", () => undefined);
    return new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        const end = {
          exitCode: code ?? undefined,
          signal: signal ?? undefined,
          stderr: this.#stderr,
        };
        this.#end = end;
        for (const id of [...this.#waiting.keys()]) this.#settle(id, { kind: "ended", end });
        resolve(end);
      });
    });
  }

  /** Whoever ends the process waits for its end, which nothing else might keep this program alive for. */
  #expectEnd(): void {
    this.#ending = true;
    this.#hold();
  }

  /** An idle child does not keep this program from ending; its line closes then, and with it the child. */
  #hold(): void {
    const step = this.busy || this.#ending ? "ref" : "unref";
    this.#child[step]();
    this.#channel[step]();
    if (this.#child.stderr instanceof Socket) this.#child.stderr[step]();
  }
}

function socketOf(child: ChildProcess): Socket {
  const channel = child.stdio[3];
  if (channel instanceof Socket) return channel;
  throw new InvariantError("a pipe of a child process is no socket");
}
