import type { JournalEntry } from "@spillway/core";
import { writeAtomically } from "@spillway/image";
import type { ReportInput } from "@spillway/report";
import { basename } from "node:path";
import { commandLine } from "../arguments/command-line.ts";
import { configured } from "../config/configured.ts";
import { batchExitCode, exitCodeOf } from "../failure/exit-code.ts";
import { describeFailure } from "../failure/failure-report.ts";
import { filesOutput } from "../files/written-files.ts";
import { settled, startRun } from "../governed/governed-run.ts";
import { interruption } from "../governed/interruption.ts";
import { writeRunTrace } from "../governed/run-trace.ts";
import type { Host } from "../host.ts";
import { flatDecisions, unaskedEvictions } from "../output/flat-decisions.ts";
import { writeJson } from "../output/write-json.ts";
import { shortPath } from "../terminal/short-path.ts";
import { writesPictureToStdout, type ImageJob, type ImageTask } from "./image-job.ts";
import type { ImageOptions } from "./image-options.ts";
import { Narrator, type RunResult } from "./narrator.ts";
import { planJob } from "./plan-job.ts";
import { processTasks, type TaskOutcome } from "./process-tasks.ts";

/** Runs image processors on pictures under a governor, and tells what was written and what was evicted, and why. */
export async function runImage(
  inputs: readonly string[],
  options: ImageOptions,
  host: Host,
): Promise<number> {
  const config = await configured(options, host);
  const job = await planJob(inputs, options, config, host);
  const startedAt = new Date().toISOString();
  const command = commandLine("image", inputs, options);
  const stream = writesPictureToStdout(job) ? host.stderr : host.stdout;
  const narrator = new Narrator(options, host, stream);
  const done = await govern(job, { startedAt, command, narrator, host });
  await writeFiles(job, { startedAt, command, done, cwd: host.cwd });
  if (options.json === true) writeJson(host.stdout, imageOutput(done, job, host.cwd));
  else narrator.summarize(done, job);
  if (done.interruption !== undefined) narrator.onInterruption(done.interruption);
  return exitCodeOfRun(done);
}

function exitCodeOfRun({ outcomes, interruption }: RunResult): number {
  if (interruption !== undefined) return exitCodeOf(interruption);
  return batchExitCode(
    outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.error] : [])),
  );
}

interface Setting {
  readonly startedAt: string;
  readonly command: string;
  readonly narrator: Narrator;
  readonly host: Host;
}

/** Processes all pictures; when it returns or throws, every model has left memory and no process is left. */
async function govern(job: ImageJob, setting: Setting): Promise<RunResult> {
  const { startedAt, command, narrator, host } = setting;
  using interrupted = interruption(host);
  const onEntry = (entry: JournalEntry): void => narrator.onEntry(entry);
  const run = await startRun({ setup: job, startedAt, command, onEntry });
  const outcomes = await settled(run, () =>
    processTasks(job, run, { listener: narrator, host, signal: interrupted.signal }),
  ).finally(() => narrator.clear());
  const { entries, journalFailure } = run;
  if (interrupted.error === undefined && journalFailure !== undefined) throw journalFailure;
  return { outcomes, entries, interruption: interrupted.error };
}

interface RunFacts {
  readonly startedAt: string;
  readonly command: string;
  readonly done: RunResult;
  readonly cwd: string;
}

async function writeFiles({ files, tasks }: ImageJob, facts: RunFacts): Promise<void> {
  const { startedAt, command, done } = facts;
  if (files.report !== undefined) await writeReport(files.report, tasks, facts);
  if (files.trace !== undefined) {
    await writeRunTrace(files.trace, { startedAt, command, entries: done.entries });
  }
}

async function writeReport(
  path: string,
  tasks: readonly ImageTask[],
  { startedAt, command, done, cwd }: RunFacts,
): Promise<void> {
  // It draws charts, which takes long to load.
  const { renderRunReport } = await import("@spillway/report");
  const { entries, outcomes } = done;
  const missed = tasks.slice(outcomes.length).map(({ input: name }): ReportInput => ({
    name,
    error: done.interruption?.message,
  }));
  const inputs = [...outcomes.map((outcome) => reportInput(outcome, cwd)), ...missed];
  const title = tasks.map(({ input }) => basename(input)).join(", ");
  await writeAtomically(
    path,
    await renderRunReport({ title, startedAt, command, entries, inputs }),
  );
}

function reportInput(outcome: TaskOutcome, cwd: string): ReportInput {
  const { input: name, target } = outcome.task;
  if (outcome.kind === "failed") return { name, error: describeFailure(outcome.error).message };
  return { name, outputs: target.kind === "file" ? [shortPath(cwd, target.path)] : [] };
}

function imageOutput(
  { outcomes, entries, interruption }: RunResult,
  { files }: ImageJob,
  cwd: string,
): object {
  return {
    ...(interruption !== undefined && { error: describeFailure(interruption) }),
    inputs: outcomes.map((outcome) => inputOutput(outcome, cwd)),
    decisions: flatDecisions(entries),
    unaskedEvictions: unaskedEvictions(entries),
    ...filesOutput(files, cwd),
  };
}

function inputOutput(outcome: TaskOutcome, cwd: string): object {
  const { input, target } = outcome.task;
  if (outcome.kind === "failed") {
    return { input, outputs: [], error: describeFailure(outcome.error) };
  }
  const path = target.kind === "file" ? shortPath(cwd, target.path) : "-";
  return { input, outputs: [{ path, ...outcome.picture }] };
}
