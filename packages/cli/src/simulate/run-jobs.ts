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
  /** Every core unless stated. */
  readonly threads?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Fewer runs than this are over before a thread has started. */
const WORTH_A_THREAD = 8;

/** There only when this is compiled; a run from the source keeps to its one thread. */
const WORKER = new URL("worker.js", import.meta.url);

/** Runs all jobs, on as many threads as pay, and gives their results in the order of the jobs. @throws the signal's reason after an abort. */
export async function runJobs(
  jobs: readonly SimulationJob[],
  runner: JobRunner,
  options: RunJobsOptions,
): Promise<readonly SimulationResult[]> {
  const { cwd, threads = availableParallelism(), signal, onProgress } = options;
  const wanted = existsSync(WORKER) ? Math.min(threads, jobs.length / WORTH_A_THREAD) : 1;
  if (wanted >= 2) {
    const start = (): Worker => new Worker(WORKER, { workerData: cwd });
    return runOnThreads(jobs, { start, threads: Math.floor(wanted), signal, onProgress });
  }
  const results: SimulationResult[] = [];
  for (const job of jobs) {
    results.push(await runner.run(job));
    onProgress(results.length, jobs.length);
    await giveWay(signal);
  }
  return results;
}
