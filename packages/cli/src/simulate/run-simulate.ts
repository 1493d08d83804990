import {
  rematTimelineOf,
  sweepJobs,
  type SimulationOptions,
  type SimulationResult,
} from "@spillway/core";
import { writeAtomically } from "@spillway/image";
import { resolve } from "node:path";
import { commandLine } from "../arguments/command-line.ts";
import type { Host } from "../host.ts";
import { writeJson } from "../output/write-json.ts";
import { painter } from "../terminal/paint.ts";
import { ProgressLine } from "../terminal/progress-line.ts";
import { formatSimulation } from "./format-simulate.ts";
import { JobRunner } from "./job-runner.ts";
import { runJobs } from "./run-jobs.ts";
import { numberArgument, sweepOf, type SimulateOptions } from "./simulate-options.ts";
import type { SimulationJob } from "./worker-messages.ts";

/** Runs every trace under every budget, policy and recursion that was asked for, and tells how each run went. */
export async function runSimulate(
  traces: readonly string[],
  options: SimulateOptions,
  host: Host,
): Promise<number> {
  const startedAt = new Date().toISOString();
  const sweep = sweepJobs(sweepOf(options));
  const { cwd } = host;
  const threads =
    options.jobs === undefined ? undefined : numberArgument("--jobs", options.jobs, 1, 256);
  const runner = new JobRunner(cwd);
  // Bad traces are told before any thread starts.
  for (const trace of traces) await runner.prepared(trace);
  const jobs = traces
    .flatMap((trace) => sweep.map((run) => ({ trace, options: run })))
    .map((job, index): SimulationJob => ({ ...job, index }));
  const progress = new ProgressLine(host.stderr, { quiet: options.quiet ?? false });
  const results = await runJobs(jobs, runner, {
    cwd,
    threads,
    onProgress: (done, total) => progress.show(`${done} of ${total} runs`),
  });
  progress.clear();
  if (options.report !== undefined) {
    const page = await reportPage({ traces, options, startedAt, jobs, results }, runner);
    await writeAtomically(resolve(cwd, options.report), page);
  }
  if (options.json === true) writeJson(host.stdout, results);
  else host.stdout.write(formatSimulation(results, painter(host.stdout, host.env)));
  if (options.report !== undefined) host.stderr.write(`report: ${options.report}\n`);
  return 0;
}

interface Swept {
  readonly traces: readonly string[];
  readonly options: SimulateOptions;
  readonly startedAt: string;
  readonly jobs: readonly SimulationJob[];
  readonly results: readonly SimulationResult[];
}

async function reportPage(swept: Swept, runner: JobRunner): Promise<string> {
  const { renderSimulationReport } = await import("@spillway/report");
  const { traces, options, startedAt, jobs, results } = swept;
  const job = mostTelling(jobs, results);
  const timeline = job && (await timelineOf(job, runner));
  return renderSimulationReport({
    title: traces.join(", "),
    startedAt,
    command: commandLine("simulate", traces, options),
    runs: results,
    timeline,
  });
}

/** The run with the tightest budget that still went through: it shows most of what rematerialization does. */
function mostTelling(
  jobs: readonly SimulationJob[],
  results: readonly SimulationResult[],
): SimulationJob | undefined {
  let tightest = Infinity;
  let found: SimulationJob | undefined;
  for (const [index, { result, ratio }] of results.entries()) {
    if (result !== "ok" || ratio >= tightest) continue;
    tightest = ratio;
    found = jobs[index];
  }
  return found;
}

async function timelineOf(job: SimulationJob, runner: JobRunner) {
  const options: SimulationOptions = job.options;
  const { events, result } = rematTimelineOf(await runner.prepared(job.trace), options);
  return {
    budgetBytes: result.budgetBytes,
    points: events.map(({ timeNs, bytes }) => ({ ns: timeNs, bytes })),
    events: events.flatMap((event) =>
      event.kind === "run" ? [] : [{ ns: event.timeNs, kind: event.kind, bytes: event.bytes }],
    ),
  };
}
