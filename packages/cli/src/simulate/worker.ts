import { parentPort, workerData } from "node:worker_threads";
import { describeFailure } from "../failure/failure-report.ts";
import { JobRunner } from "./job-runner.ts";
import { openTrace } from "./trace-source.ts";
import type { SimulationAnswer, SimulationJob } from "./worker-messages.ts";

const runner = new JobRunner((name) => openTrace(name, String(workerData)));

parentPort?.on("message", (job: SimulationJob) => {
  void answer(job).then((message) => parentPort?.postMessage(message));
});

async function answer(job: SimulationJob): Promise<SimulationAnswer> {
  const { index } = job;
  try {
    return { kind: "done", index, result: await runner.run(job) };
  } catch (error) {
    return { kind: "failed", index, failure: describeFailure(error) };
  }
}
