import type { JournalEntry } from "@spillway/core";
import { writeAtomically } from "@spillway/image";
import { formatDiagnostic, heatMapHtml, type WeighResult } from "@spillway/prompt";
import { commandLine } from "../arguments/command-line.ts";
import { configured } from "../config/configured.ts";
import { batchExitCode } from "../failure/exit-code.ts";
import { describeFailure, formatFailure } from "../failure/failure-report.ts";
import { EvictionTeller } from "../governed/eviction-teller.ts";
import { settled, startRun } from "../governed/governed-run.ts";
import { interruption } from "../governed/interruption.ts";
import type { Host } from "../host.ts";
import { writeJson } from "../output/write-json.ts";
import { painter } from "../terminal/paint.ts";
import { shortPath } from "../terminal/short-path.ts";
import { formatWeights } from "./format-weights.ts";
import { planPrompts, type PromptJob, type PromptOptions } from "./prompt-job.ts";
import { promptOutput, shapesOf } from "./prompt-output.ts";
import { weighTasks, type PromptOutcome } from "./weigh-tasks.ts";

/** Weighs prompts under a governor, and tells what was made of them and what would have been lost. */
export async function runPrompt(
  texts: readonly string[],
  options: PromptOptions,
  host: Host,
): Promise<number> {
  const config = await configured(options, host);
  const job = await planPrompts(texts, options, config, host.cwd);
  const startedAt = new Date().toISOString();
  const command = commandLine("prompt", texts, options);
  const evictions = new EvictionTeller();
  const say = speaker(options, host);
  using interrupted = interruption(host);
  const onEntry = (entry: JournalEntry): void => {
    const line = evictions.tell(entry);
    if (line !== undefined) say(`${line}\n`);
  };
  const run = await startRun({ setup: job, startedAt, command, onEntry });
  const onOutcome = (outcome: PromptOutcome): void => tellOutcome(outcome, options, host, say);
  const outcomes = await settled(run, () =>
    weighTasks(job, run, { options, signal: interrupted.signal, onOutcome }),
  );
  if (run.journalFailure !== undefined) throw run.journalFailure;
  await writeReport(job, { startedAt, command, outcomes, entries: run.entries });
  if (options.json === true) writeJson(host.stdout, promptOutput(outcomes, run.entries, host.cwd));
  return batchExitCode(
    outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.error] : [])),
  );
}

type Say = (text: string) => void;

function speaker(options: PromptOptions, host: Host): Say {
  const isSilent = options.json === true || options.quiet === true;
  return isSilent ? () => undefined : (text) => void host.stdout.write(text);
}

function tellOutcome(outcome: PromptOutcome, options: PromptOptions, host: Host, say: Say): void {
  const { stderr, stdout, env, cwd } = host;
  if (outcome.kind === "failed") {
    stderr.write(formatFailure(describeFailure(outcome.error), painter(stderr, env)));
    return;
  }
  const { task, result } = outcome;
  if (options.quiet !== true) stderr.write(warningsOf(result));
  const shapes = Object.entries(shapesOf(result.embeddings));
  const made = shapes.map(([name, dims]) => `${name} ${dims.join("x")}`).join(", ");
  const target = task.outputPath === undefined ? "" : ` -> ${shortPath(cwd, task.outputPath)}`;
  say(`${JSON.stringify(task.prompt)}${target} (${made})\n`);
  if (options.explainWeights === true) say(formatWeights(result.tokens, painter(stdout, env)));
}

function warningsOf({ warnings, notes }: WeighResult): string {
  const told = warnings.flatMap(({ source, diagnostics }) =>
    diagnostics.map((diagnostic) => formatDiagnostic(source, diagnostic)),
  );
  return [...told, ...notes.map((note) => `note: ${note}`)].map((line) => `${line}\n`).join("");
}

interface Weighed {
  readonly startedAt: string;
  readonly command: string;
  readonly outcomes: readonly PromptOutcome[];
  readonly entries: readonly JournalEntry[];
}

async function writeReport(job: PromptJob, { outcomes, ...run }: Weighed): Promise<void> {
  if (job.report === undefined) return;
  const { renderRunReport } = await import("@spillway/report");
  const heatMaps = outcomes.flatMap((outcome) =>
    outcome.kind === "done" ? outcome.result.tokens.map(heatMapHtml) : [],
  );
  const inputs = outcomes.map(({ task: { prompt, outputPath } }) => ({
    name: prompt,
    ...(outputPath !== undefined && { outputs: [outputPath] }),
  }));
  const title = `${outcomes.length} ${outcomes.length === 1 ? "prompt" : "prompts"}`;
  const appendix = { heading: "What each word weighs", fragments: heatMaps };
  await writeAtomically(job.report, await renderRunReport({ title, inputs, appendix, ...run }));
}
