import type { SimulationResult } from "@spillway/core/remat";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { JobRunner } from "./job-runner.ts";
import { ThreadError } from "./thread-error.ts";
import type { SimulationAnswer, SimulationJob } from "./worker-messages.ts";

/** How a sweep is spread. */
export interface RunJobsOptions {
  readonly cwd: string;
  /** Every core unless stated. */
  readonly threads?: number | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

/** Fewer runs than this are over before a thread has started. */
const WORTH_A_THREAD = 8;

/** There only when this is compiled; a run from the source keeps to its one thread. */
const WORKER = new URL("worker.js", import.meta.url);

/** Runs all jobs, on as many threads as pay, and gives their results in the order of the jobs. */
export async function runJobs(
  jobs: readonly SimulationJob[],
  runner: JobRunner,
  options: RunJobsOptions,
): Promise<readonly SimulationResult[]> {
  const { threads = availableParallelism(), onProgress } = options;
  const wanted = existsSync(WORKER) ? Math.min(threads, jobs.length / WORTH_A_THREAD) : 1;
  if (wanted >= 2) return runOnThreads(jobs, Math.floor(wanted), options);
  const results: SimulationResult[] = [];
  for (const job of jobs) {
    results.push(await runner.run(job));
    onProgress(results.length, jobs.length);
  }
  return results;
}

/** Each thread takes the next job as soon as it has finished one. */
async function runOnThreads(
  jobs: readonly SimulationJob[],
  threads: number,
  { cwd, onProgress }: RunJobsOptions,
): Promise<readonly SimulationResult[]> {
  const results = new Map<number, SimulationResult>();
  const waiting = [...jobs];
  const finish = (result: SimulationResult, index: number): void => {
    results.set(index, result);
    onProgress(results.size, jobs.length);
  };
  const drain = async (): Promise<void> => {
    const worker = new Worker(WORKER, { workerData: cwd });
    try {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const answer = await ask(worker, job);
        if (answer.kind === "failed") throw new ThreadError(answer.failure);
        finish(answer.result, answer.index);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, drain));
  return jobs.flatMap(({ index }) => results.get(index) ?? []);
}

/** Rejects when the thread dies instead of answering. */
async function ask(worker: Worker, job: SimulationJob): Promise<SimulationAnswer> {
  const answered = once(worker, "message");
  worker.postMessage(job);
  // The thread's own module is the only one that posts to this port, and that is what it posts.
  const [answer] = (await answered) as [SimulationAnswer];
  return answer;
}
