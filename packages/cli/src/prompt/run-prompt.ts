import type { JournalEntry } from "@spillway/core";
import { writeAtomically } from "@spillway/image";
import { heatMapHtml } from "@spillway/prompt";
import { commandLine } from "../arguments/command-line.ts";
import { configured } from "../config/configured.ts";
import { batchExitCode } from "../failure/exit-code.ts";
import { fileLines } from "../files/written-files.ts";
import { EvictionTeller } from "../governed/eviction-teller.ts";
import { settled, startRun } from "../governed/governed-run.ts";
import { interruption } from "../governed/interruption.ts";
import { writeRunTrace } from "../governed/run-trace.ts";
import type { Host } from "../host.ts";
import { writeJson } from "../output/write-json.ts";
import { shortText } from "../terminal/short-text.ts";
import { planPrompts, type PromptJob, type PromptOptions } from "./prompt-job.ts";
import { promptOutput } from "./prompt-output.ts";
import { tellingOf, tellOutcome, type Telling } from "./telling.ts";
import { weighTasks, type PromptOutcome } from "./weigh-tasks.ts";

/** Weighs prompts under a governor, and tells what was made of them and what would have been lost. */
export async function runPrompt(
  texts: readonly string[],
  options: PromptOptions,
  host: Host,
): Promise<number> {
  const config = await configured(options, host);
  const job = await planPrompts(texts, options, config, host);
  const startedAt = new Date().toISOString();
  const command = commandLine("prompt", texts, options);
  const telling = tellingOf(job, options, host);
  const { outcomes, entries } = await govern(job, { startedAt, command, telling, options, host });
  await writeFiles(job, { startedAt, command, outcomes, entries });
  if (options.json === true) writeJson(host.stdout, promptOutput(outcomes, entries, job, host.cwd));
  for (const line of fileLines(job.files, host.cwd)) telling.say(`${line}\n`);
  return batchExitCode(
    outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.error] : [])),
  );
}

interface Setting {
  readonly startedAt: string;
  readonly command: string;
  readonly telling: Telling;
  readonly options: PromptOptions;
  readonly host: Host;
}

/** Weighs all prompts; when it returns or throws, every model has left memory and no process is left. */
async function govern(
  job: PromptJob,
  setting: Setting,
): Promise<Pick<Weighed, "outcomes" | "entries">> {
  const { startedAt, command, telling, options, host } = setting;
  const evictions = new EvictionTeller();
  using interrupted = interruption(host);
  const onEntry = (entry: JournalEntry): void => {
    const line = evictions.tell(entry);
    if (line !== undefined) telling.say(`${line}\n`);
  };
  const run = await startRun({ setup: job, startedAt, command, onEntry });
  const onOutcome = (outcome: PromptOutcome): void => tellOutcome(outcome, options, host, telling);
  const { signal } = interrupted;
  const outcomes = await settled(run, () =>
    weighTasks(job, run, { options, host, signal, onOutcome }),
  );
  if (run.journalFailure !== undefined) throw run.journalFailure;
  return { outcomes, entries: run.entries };
}

interface Weighed {
  readonly startedAt: string;
  readonly command: string;
  readonly outcomes: readonly PromptOutcome[];
  readonly entries: readonly JournalEntry[];
}

async function writeFiles({ files }: PromptJob, weighed: Weighed): Promise<void> {
  if (files.report !== undefined) await writeReport(files.report, weighed);
  if (files.trace !== undefined) await writeRunTrace(files.trace, weighed);
}

async function writeReport(path: string, { outcomes, ...run }: Weighed): Promise<void> {
  const { renderRunReport } = await import("@spillway/report");
  const heatMaps = outcomes.flatMap((outcome) =>
    outcome.kind === "done" ? outcome.result.tokens.map(heatMapHtml) : [],
  );
  const inputs = outcomes.map(({ task: { prompt, target } }) => ({
    name: shortText(prompt),
    ...(target?.kind === "file" && { outputs: [target.path] }),
  }));
  const title = `${outcomes.length} ${outcomes.length === 1 ? "prompt" : "prompts"}`;
  const appendix = { heading: "What each word weighs", fragments: heatMaps };
  await writeAtomically(path, await renderRunReport({ title, inputs, appendix, ...run }));
}
