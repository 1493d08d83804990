import { writeAtomically } from "@spillway/image";
import type { JournalEntry } from "@spillway/core";
import type { ReportInput } from "@spillway/report";
import { basename } from "node:path";
import { configured } from "../config/configured.ts";
import { describeFailure } from "../failure/failure-report.ts";
import { batchExitCode } from "../failure/exit-code.ts";
import type { Host } from "../host.ts";
import { flatDecisions } from "../output/flat-decisions.ts";
import { writeJson } from "../output/write-json.ts";
import { shortPath } from "../terminal/short-path.ts";
import { commandLine } from "../arguments/command-line.ts";
import { settled, startRun } from "../governed/governed-run.ts";
import type { ImageJob } from "./image-job.ts";
import type { ImageOptions } from "./image-options.ts";
import { interruption } from "../governed/interruption.ts";
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
  const job = await planJob(inputs, options, config, host.cwd);
  const startedAt = new Date().toISOString();
  const command = commandLine("image", inputs, options);
  const narrator = new Narrator(options, host);
  const done = await govern(job, { startedAt, command, narrator, host });
  if (job.report !== undefined)
    await writeReport(job.report, { startedAt, command, done, cwd: host.cwd });
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
    processTasks(job, run, { listener: narrator, cwd: host.cwd, signal: interrupted.signal }),
  ).finally(() => narrator.clear());
  if (run.journalFailure !== undefined) throw run.journalFailure;
  return { outcomes, entries: run.entries };
}

interface ReportFacts {
  readonly startedAt: string;
  readonly command: string;
  readonly done: RunResult;
  readonly cwd: string;
}

async function writeReport(
  path: string,
  { startedAt, command, done: { entries, outcomes }, cwd }: ReportFacts,
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
  const name = outcome.task.input;
  return outcome.kind === "done"
    ? { name, outputs: [shortPath(cwd, outcome.image.output)] }
    : { name, error: describeFailure(outcome.error).message };
}

function imageOutput(
  { outcomes, entries }: RunResult,
  { journal, report }: ImageJob,
  cwd: string,
): object {
  return {
    inputs: outcomes.map((outcome) => inputOutput(outcome, cwd)),
    decisions: flatDecisions(entries),
    ...(journal !== undefined && { journal: shortPath(cwd, journal) }),
    ...(report !== undefined && { report: shortPath(cwd, report) }),
  };
}

function inputOutput(outcome: TaskOutcome, cwd: string): object {
  const { input } = outcome.task;
  if (outcome.kind === "failed") {
    return { input, outputs: [], error: describeFailure(outcome.error) };
  }
  const { output, width, height, bytes } = outcome.image;
  return { input, outputs: [{ path: shortPath(cwd, output), width, height, bytes }] };
}
