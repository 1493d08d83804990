import { sweepJobs, type SimulationResult } from "@spillway/core/remat";
import { commandLine } from "../arguments/command-line.ts";
import { numberArgument } from "../arguments/number.ts";
import { EXIT } from "../failure/exit-code.ts";
import { claimFiles } from "../files/claim-files.ts";
import { fileLines } from "../files/written-files.ts";
import { interruption } from "../governed/interruption.ts";
import type { Host } from "../host.ts";
import { writeJson } from "../output/write-json.ts";
import { painter } from "../terminal/paint.ts";
import { ProgressLine } from "../terminal/progress-line.ts";
import { formatShown, formatSimulation } from "./format-simulate.ts";
import { giveWay } from "./give-way.ts";
import { JobRunner } from "./job-runner.ts";
import { runJobs } from "./run-jobs.ts";
import { shownRun } from "./shown-run.ts";
import { checkBudgets, sweepOf, type SimulateOptions } from "./simulate-options.ts";
import { openTrace } from "./trace-source.ts";
import type { SimulationJob } from "./worker-messages.ts";
import { writeFiles, type ToldSimulation } from "./write-files.ts";

/** Runs every trace under every budget, policy and recursion that was asked for, and tells how each run went. */
export async function runSimulate(
  traces: readonly string[],
  options: SimulateOptions,
  host: Host,
): Promise<number> {
  const startedAt = new Date().toISOString();
  const { cwd } = host;
  const files = claimFiles(options, cwd);
  const { runner, jobs, results } = await sweepTraces(traces, options, host);
  const command = commandLine("simulate", traces, options);
  const shown = shownRun(jobs, results);
  const told = { title: traces.join(", "), startedAt, command, results, shown };
  await writeFiles(files, told, runner);
  if (options.json === true) writeJson(host.stdout, results);
  else if (options.quiet !== true) tell(told, fileLines(files, cwd), host);
  return EXIT.done;
}

interface Sweep {
  readonly runner: JobRunner;
  readonly jobs: readonly SimulationJob[];
  /** One for each job, in their order. */
  readonly results: readonly SimulationResult[];
}

/** Runs all jobs with their progress on the terminal, which is clean again however they end. @throws InterruptedError */
async function sweepTraces(
  traces: readonly string[],
  options: SimulateOptions,
  host: Host,
): Promise<Sweep> {
  const sweep = sweepJobs(sweepOf(options));
  const threads = threadsFor(traces, options);
  const { cwd, stderr } = host;
  using interrupted = interruption(host);
  const { signal } = interrupted;
  const runner = new JobRunner((name) => openTrace(name, cwd, { host, signal }));
  // Bad traces are told before any thread starts.
  for (const trace of traces) {
    checkBudgets(sweep, (await runner.prepared(trace)).baseline);
    await giveWay(signal);
  }
  const jobs = traces
    .flatMap((trace) => sweep.map((run) => ({ trace, options: run })))
    .map((job, index): SimulationJob => ({ ...job, index }));
  using progress = new ProgressLine(stderr, { quiet: options.quiet ?? false });
  const onProgress = (done: number, total: number): void =>
    progress.show(`${done} of ${total} runs`);
  const results = await runJobs(jobs, runner, { cwd, threads, signal, onProgress });
  return { runner, jobs, results };
}

function threadsFor(traces: readonly string[], { jobs }: SimulateOptions): number | undefined {
  const stated =
    jobs === undefined
      ? undefined
      : numberArgument("--jobs", jobs, { least: 1, most: 256, whole: true, example: 2 });
  return traces.includes("-") ? 0 : stated;
}

function tell(
  { results, shown }: ToldSimulation,
  files: readonly string[],
  { stdout, env }: Host,
): void {
  stdout.write(formatSimulation(results, painter(stdout, env)));
  if (files.length === 0 || shown === undefined) return;
  stdout.write(`\n${[...files, formatShown(shown.result)].join("\n")}\n`);
}
