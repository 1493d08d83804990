import { formatBytes, type JournalEntry } from "@spillway/core";
import type { ChainProgress } from "@spillway/image";
import { describeFailure, formatFailure } from "../failure/failure-report.ts";
import type { Host } from "../host.ts";
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
}

/** Tells the user of a run while it goes on. */
export class Narrator implements TaskListener {
  readonly #options: ImageOptions;
  readonly #host: Host;
  readonly #progress: ProgressLine;
  readonly #evictions = new EvictionTeller();

  constructor(options: ImageOptions, host: Host) {
    this.#options = options;
    this.#host = host;
    this.#progress = new ProgressLine(host.stderr, { quiet: options.quiet ?? false });
  }

  onEntry(entry: JournalEntry): void {
    const line = this.#evictions.tell(entry);
    if (line !== undefined) this.#say(painter(this.#host.stdout, this.#host.env)("yellow", line));
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
    const { output, width, height, bytes } = outcome.image;
    const made = `${width}x${height}, ${formatBytes(bytes)}`;
    this.#say(`${outcome.task.input} -> ${shortPath(cwd, output)} (${made})`);
  }

  /** Takes the progress line away. */
  clear(): void {
    this.#progress.clear();
  }

  summarize({ outcomes, entries }: RunResult, { journal, report }: ImageJob): void {
    const { cwd } = this.#host;
    const written = outcomes.filter(({ kind }) => kind === "done").length;
    const loads = entries.filter(({ kind }) => kind === "loaded").length;
    const evictions = entries.filter(
      (entry) => entry.kind === "evicted" && entry.reason !== "closed",
    ).length;
    this.#say(`${written} of ${outcomes.length} written, ${loads} loaded, ${evictions} evicted`);
    if (journal !== undefined) this.#say(`journal: ${shortPath(cwd, journal)}`);
    if (report !== undefined) this.#say(`report: ${shortPath(cwd, report)}`);
  }

  #say(line: string): void {
    this.clear();
    if (this.#options.json === true || this.#options.quiet === true) return;
    this.#host.stdout.write(`${line}\n`);
  }
}
