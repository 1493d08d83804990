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
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Runs jobs on threads, each of which takes the next job as soon as it has finished one. The first failure ends them all.
 * @throws ThreadError, or what a thread died of; every thread has ended by then.
 */
export async function runOnThreads(
  jobs: readonly SimulationJob[],
  { threads, start, onProgress }: ThreadedSweep,
): Promise<readonly SimulationResult[]> {
  const results = new Map<number, SimulationResult>();
  const waiting = [...jobs];
  const stop = new AbortController();
  const drain = async (): Promise<void> => {
    const thread = start();
    try {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const answer = await ask(thread, job, stop.signal);
        if (answer.kind === "failed") throw new ThreadError(answer.failure);
        results.set(answer.index, answer.result);
        onProgress(results.size, jobs.length);
      }
    } catch (error) {
      waiting.length = 0;
      // Only the first reason counts: that of the others is that they were stopped.
      stop.abort(error);
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, drain));
  stop.signal.throwIfAborted();
  return jobs.flatMap(({ index }) => results.get(index) ?? []);
}

/** Rejects when the thread dies instead of answering, and when the others are stopped. */
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
