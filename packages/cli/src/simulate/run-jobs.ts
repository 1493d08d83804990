import type { SimulationResult } from "@spillway/core/remat";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { giveWay } from "./give-way.ts";
import type { JobRunner } from "./job-runner.ts";
import { runOnThreads } from "./run-on-threads.ts";
import type { SimulationJob } from "./worker-messages.ts";

/** How a sweep is spread. */
export interface RunJobsOptions {
  readonly cwd: string;
  /** One for every core unless stated; none keeps to this one, which alone can read standard input. */
  readonly threads?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Fewer runs than this are over before a thread has started. */
const WORTH_A_THREAD = 8;

/** Traces of so many operators in all are over before anybody could want to end them. */
const SHORT_OPERATORS = 20_000;

/** There only when this is compiled; a run from the source keeps to its one thread. */
const WORKER = new URL("worker.js", import.meta.url);

/** Runs all jobs, on as many threads as pay, and gives their results in the order of the jobs. @throws the signal's reason after an abort. */
export async function runJobs(
  jobs: readonly SimulationJob[],
  runner: JobRunner,
  options: RunJobsOptions,
): Promise<readonly SimulationResult[]> {
  const { cwd, threads = availableParallelism(), signal, onProgress } = options;
  const paying = Math.floor(Math.min(threads, jobs.length / WORTH_A_THREAD));
  const canSpread = threads > 0 && existsSync(WORKER);
  // Nothing reaches a thread that works, Ctrl-C neither: what takes long has one of its own.
  if (canSpread && (paying >= 2 || !(await areShort(jobs, runner)))) {
    const start = (): Worker => new Worker(WORKER, { workerData: cwd });
    return runOnThreads(jobs, { start, threads: Math.max(1, paying), signal, onProgress });
  }
  const results: SimulationResult[] = [];
  for (const job of jobs) {
    results.push(await runner.run(job));
    onProgress(results.length, jobs.length);
    await giveWay(signal);
  }
  return results;
}

async function areShort(jobs: readonly SimulationJob[], runner: JobRunner): Promise<boolean> {
  let operators = 0;
  for (const { trace } of jobs) {
    operators += (await runner.prepared(trace)).trace.graph.operatorCount;
  }
  return operators <= SHORT_OPERATORS;
}
