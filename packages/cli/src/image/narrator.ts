import { formatBytes, type JournalEntry } from "@spillway/core";
import type { ChainProgress } from "@spillway/image";
import type { InterruptedError } from "../failure/cli-errors.ts";
import { describeFailure, formatFailure } from "../failure/failure-report.ts";
import { fileLines } from "../files/written-files.ts";
import type { Host, OutputStream } from "../host.ts";
import { painter } from "../terminal/paint.ts";
import { ProgressLine } from "../terminal/progress-line.ts";
import { shortPath } from "../terminal/short-path.ts";
import { EvictionTeller } from "../governed/eviction-teller.ts";
import type { ImageJob, ImageTask } from "./image-job.ts";
import type { ImageOptions } from "./image-options.ts";
import type { TaskListener, TaskOutcome } from "./process-tasks.ts";

/** What a run came to. */
export interface RunResult {
  readonly outcomes: readonly TaskOutcome[];
  readonly entries: readonly JournalEntry[];
  /** What ended the run before its last picture, such as Ctrl-C. */
  readonly interruption: InterruptedError | undefined;
}

/** Tells the user of a run while it goes on. */
export class Narrator implements TaskListener {
  readonly #options: ImageOptions;
  readonly #host: Host;
  /** Standard output, unless pictures go there. */
  readonly #stream: OutputStream;
  readonly #progress: ProgressLine;
  readonly #evictions = new EvictionTeller();

  constructor(options: ImageOptions, host: Host, stream: OutputStream) {
    this.#stream = stream;
    this.#options = options;
    this.#host = host;
    this.#progress = new ProgressLine(host.stderr, { quiet: options.quiet ?? false });
  }

  onEntry(entry: JournalEntry): void {
    const line = this.#evictions.tell(entry);
    if (line !== undefined) this.#say(painter(this.#stream, this.#host.env)("yellow", line));
  }

  onProgress({ input }: ImageTask, { processor, done, total }: ChainProgress): void {
    const part = total > 1 ? ` ${done}/${total}` : "";
    this.#progress.show(`${input}: ${processor}${part}`);
  }

  onWarning(message: string): void {
    this.clear();
    if (this.#options.quiet !== true) this.#host.stderr.write(`warning: ${message}\n`);
  }

  onOutcome(outcome: TaskOutcome): void {
    this.clear();
    const { stderr, env, cwd } = this.#host;
    if (outcome.kind === "failed") {
      stderr.write(formatFailure(describeFailure(outcome.error), painter(stderr, env)));
      return;
    }
    const { input, target } = outcome.task;
    const { width, height, bytes } = outcome.picture;
    const output = target.kind === "file" ? shortPath(cwd, target.path) : "standard output";
    this.#say(`${input} -> ${output} (${width}x${height}, ${formatBytes(bytes)})`);
  }

  /** Takes the progress line away. */
  clear(): void {
    this.#progress.clear();
  }

  summarize({ outcomes, entries }: RunResult, { files, tasks }: ImageJob): void {
    const written = outcomes.filter(({ kind }) => kind === "done").length;
    const loads = entries.filter(({ kind }) => kind === "loaded").length;
    const evictions = entries.filter(
      (entry) => entry.kind === "evicted" && entry.reason !== "closed",
    ).length;
    this.#say(`${written} of ${tasks.length} written, ${loads} loaded, ${evictions} evicted`);
    for (const line of fileLines(files, this.#host.cwd)) this.#say(line);
  }

  /** Tells what ended the run, after all that was done. */
  onInterruption(error: InterruptedError): void {
    this.clear();
    const { stderr, env } = this.#host;
    stderr.write(formatFailure(describeFailure(error), painter(stderr, env)));
  }

  #say(line: string): void {
    this.clear();
    if (this.#options.json === true || this.#options.quiet === true) return;
    this.#stream.write(`${line}\n`);
  }
}
