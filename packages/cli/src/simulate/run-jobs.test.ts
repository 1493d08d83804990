import { residualNetwork } from "@spillway/core/remat";
import { expect, test } from "vitest";
import { InterruptedError } from "../failure/cli-errors.ts";
import { JobRunner } from "./job-runner.ts";
import { runJobs } from "./run-jobs.ts";

test("runJobs on one thread starts no run after its signal", async () => {
  const runner = new JobRunner(() => Promise.resolve(residualNetwork()));
  const options = { policy: "dtr", budget: { kind: "ratio", ratio: 1 } } as const;
  const jobs = Array.from({ length: 12 }, (_, index) => ({ index, trace: "resnet", options }));
  const stop = new AbortController();
  const progress: number[] = [];
  const onProgress = (done: number): void => {
    progress.push(done);
    if (done === 2) setImmediate(() => stop.abort(new InterruptedError("SIGINT")));
  };
  const running = runJobs(jobs, runner, { cwd: "/", threads: 1, signal: stop.signal, onProgress });
  await expect(running).rejects.toThrow("ended by SIGINT");
  expect(progress).toEqual([1, 2]);
});
