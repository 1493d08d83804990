import { InvariantError } from "@spillway/core";
import { residualNetwork, prepareTrace, simulate } from "@spillway/core/remat";
import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { InterruptedError } from "../failure/cli-errors.ts";
import { describeFailure } from "../failure/failure-report.ts";
import { runOnThreads, type SweepThread } from "./run-on-threads.ts";
import type { SimulationAnswer, SimulationJob } from "./worker-messages.ts";

const options = { policy: "dtr", budget: { kind: "ratio", ratio: 1 } } as const;
const jobs = Array.from({ length: 12 }, (_, index): SimulationJob => ({
  index,
  trace: "resnet",
  options,
}));
const result = simulate(prepareTrace(residualNetwork()), options);

type Reaction = (job: SimulationJob) => SimulationAnswer | Error | undefined;

/** A thread that reacts to each job a moment later: answers, dies or goes on for ever. */
class FakeThread extends EventEmitter implements SweepThread {
  readonly taken: number[] = [];
  ended = false;
  readonly #react: Reaction;

  constructor(react: Reaction) {
    super();
    this.#react = react;
  }

  postMessage(job: SimulationJob): void {
    this.taken.push(job.index);
    const reaction = this.#react(job);
    setImmediate(() => {
      if (reaction instanceof Error) this.emit("error", reaction);
      else if (reaction !== undefined) this.emit("message", reaction);
    });
  }

  terminate(): Promise<void> {
    this.ended = true;
    return Promise.resolve();
  }
}

function sweepWith(reactions: readonly Reaction[]) {
  const threads: FakeThread[] = [];
  const progress: number[] = [];
  const start = (): FakeThread => {
    const thread = new FakeThread(reactions[threads.length] ?? done);
    threads.push(thread);
    return thread;
  };
  const onProgress = (finished: number): void => void progress.push(finished);
  const stop = new AbortController();
  const sweep = { threads: reactions.length, start, signal: stop.signal, onProgress };
  return { threads, progress, stop, sweep };
}

const done: Reaction = ({ index }) => ({ kind: "done", index, result });
const endless: Reaction = () => undefined;
const failing: Reaction = ({ index }) => {
  const failure = describeFailure(new InvariantError("two and two are five"));
  return { kind: "failed", index, failure };
};

describe("runOnThreads", () => {
  test("runs every job once and ends its threads", async () => {
    const { threads, progress, sweep } = sweepWith([done, done, done]);
    expect(await runOnThreads(jobs, sweep)).toHaveLength(jobs.length);
    const taken = threads.flatMap((thread) => thread.taken).sort((a, b) => a - b);
    expect(taken).toEqual(jobs.map(({ index }) => index));
    expect(progress).toEqual(jobs.map((_, index) => index + 1));
    expect(threads.every(({ ended }) => ended)).toBe(true);
  });

  test.each([
    ["fails", failing, "ERR_INVARIANT"],
    ["dies", () => Object.assign(new Error("no heap"), { code: "ERR_HEAP" }), "ERR_HEAP"],
  ])("ends all threads at once when one %s", async (_, breaks: Reaction, code) => {
    const { threads, sweep } = sweepWith([endless, breaks, endless]);
    await expect(runOnThreads(jobs, sweep)).rejects.toMatchObject({ code });
    expect(threads.map(({ taken }) => taken)).toEqual([[0], [1], [2]]);
    expect(threads.every(({ ended }) => ended)).toBe(true);
  });

  test("ends all threads at once when it is told to, with the reason", async () => {
    const { threads, stop, sweep } = sweepWith([endless, endless]);
    const ending = expect(runOnThreads(jobs, sweep)).rejects.toThrow("ended by SIGINT");
    stop.abort(new InterruptedError("SIGINT"));
    await ending;
    expect(threads.map(({ taken }) => taken)).toEqual([[0], [1]]);
    expect(threads.every(({ ended }) => ended)).toBe(true);
  });

  test("starts no thread when it was told to end before", async () => {
    const { threads, stop, sweep } = sweepWith([done, done]);
    stop.abort(new InterruptedError("SIGINT"));
    await expect(runOnThreads(jobs, sweep)).rejects.toThrow("ended by SIGINT");
    expect(threads).toEqual([]);
  });
});
