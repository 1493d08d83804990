import type { SimulationResult } from "@spillway/core/remat";
import { once, type EventEmitter } from "node:events";
import { ThreadError } from "./thread-error.ts";
import type { SimulationAnswer, SimulationJob } from "./worker-messages.ts";

/** The parts of a `Worker` that a sweep uses. */
export interface SweepThread extends EventEmitter {
  postMessage(job: SimulationJob): void;
  terminate(): Promise<unknown>;
}

export interface ThreadedSweep {
  readonly threads: number;
  readonly start: () => SweepThread;
  /** Its abort ends all threads at once. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Runs jobs on threads, each of which takes the next job as soon as it has finished one. The first failure ends them all.
 * @throws ThreadError, what a thread died of, or the signal's reason after an abort; every thread has ended by then.
 */
export async function runOnThreads(
  jobs: readonly SimulationJob[],
  { threads, start, signal, onProgress }: ThreadedSweep,
): Promise<readonly SimulationResult[]> {
  signal.throwIfAborted();
  const results = new Map<number, SimulationResult>();
  const waiting = [...jobs];
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const drain = async (): Promise<void> => {
    const thread = start();
    try {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const answer = await ask(thread, job, stop);
        if (answer.kind === "failed") throw new ThreadError(answer.failure);
        results.set(answer.index, answer.result);
        onProgress(results.size, jobs.length);
      }
    } catch (error) {
      waiting.length = 0;
      // Only the first reason counts: that of the others is that they were stopped.
      failed.abort(error);
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, drain));
  stop.throwIfAborted();
  return jobs.flatMap(({ index }) => results.get(index) ?? []);
}

/** Rejects when the thread dies instead of answering, and when all are stopped. */
async function ask(
  thread: SweepThread,
  job: SimulationJob,
  signal: AbortSignal,
): Promise<SimulationAnswer> {
  const answered = once(thread, "message", { signal });
  thread.postMessage(job);
  // The thread's own module is the only one that posts to this port, and that is what it posts.
  const [answer] = (await answered) as [SimulationAnswer];
  return answer;
}
