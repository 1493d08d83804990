import type { JournalEntry } from "@spillway/core";
import { writeAtomically } from "@spillway/image";
import type { ReportInput } from "@spillway/report";
import { basename } from "node:path";
import { commandLine } from "../arguments/command-line.ts";
import { configured } from "../config/configured.ts";
import { batchExitCode } from "../failure/exit-code.ts";
import { describeFailure } from "../failure/failure-report.ts";
import { filesOutput } from "../files/written-files.ts";
import { settled, startRun } from "../governed/governed-run.ts";
import { interruption } from "../governed/interruption.ts";
import { writeRunTrace } from "../governed/run-trace.ts";
import type { Host } from "../host.ts";
import { flatDecisions, unaskedEvictions } from "../output/flat-decisions.ts";
import { writeJson } from "../output/write-json.ts";
import { shortPath } from "../terminal/short-path.ts";
import { writesPictureToStdout, type ImageJob } from "./image-job.ts";
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
  return batchExitCode(
    done.outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.error] : [])),
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
  if (run.journalFailure !== undefined) throw run.journalFailure;
  return { outcomes, entries: run.entries };
}

interface RunFacts {
  readonly startedAt: string;
  readonly command: string;
  readonly done: RunResult;
  readonly cwd: string;
}

async function writeFiles({ files }: ImageJob, facts: RunFacts): Promise<void> {
  const { startedAt, command, done } = facts;
  if (files.report !== undefined) await writeReport(files.report, facts);
  if (files.trace !== undefined) {
    await writeRunTrace(files.trace, { startedAt, command, entries: done.entries });
  }
}

async function writeReport(
  path: string,
  { startedAt, command, done: { entries, outcomes }, cwd }: RunFacts,
): Promise<void> {
  // It draws charts, which takes long to load.
  const { renderRunReport } = await import("@spillway/report");
  const inputs = outcomes.map((outcome) => reportInput(outcome, cwd));
  const title = outcomes.map(({ task }) => basename(task.input)).join(", ");
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

function imageOutput({ outcomes, entries }: RunResult, { files }: ImageJob, cwd: string): object {
  return {
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
