import { writeAtomically, writeToFreeName } from "@spillway/image";
import { weighPrompt, writeEmbeddings, type WeighResult } from "@spillway/prompt";
import { writeStdout } from "../files/write-stdout.ts";
import type { Place } from "../files/place.ts";
import type { GovernedRun } from "../governed/governed-run.ts";
import type { Host } from "../host.ts";
import type { PromptJob, PromptOptions, PromptTask } from "./prompt-job.ts";

/** What became of one prompt. */
export type PromptOutcome =
  | { readonly kind: "done"; readonly task: PromptTask; readonly result: WeighResult }
  | { readonly kind: "failed"; readonly task: PromptTask; readonly error: unknown };

/** How prompts are weighed. */
export interface WeighSetting {
  readonly options: PromptOptions;
  readonly host: Host;
  readonly signal: AbortSignal;
  readonly onOutcome: (outcome: PromptOutcome) => void;
}

/** Weighs one prompt after another. One that fails does not keep the others from being weighed. */
export async function weighTasks(
  job: PromptJob,
  run: GovernedRun,
  setting: WeighSetting,
): Promise<readonly PromptOutcome[]> {
  const outcomes: PromptOutcome[] = [];
  for (const task of job.tasks) {
    const outcome = await weighTask(task, job, run, setting);
    setting.signal.throwIfAborted();
    setting.onOutcome(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function weighTask(
  task: PromptTask,
  { model, device, clipSkip }: PromptJob,
  { governor, holder }: GovernedRun,
  setting: WeighSetting,
): Promise<PromptOutcome> {
  const { options, signal } = setting;
  const { weighter, negative, second, secondNegative } = options;
  const { prompt, target } = task;
  try {
    const texts = { prompt, negative, second, secondNegative };
    const where = { model, device, clipSkip, governor, holder, signal };
    const result = await weighPrompt({ ...texts, ...where, weighter });
    if (target === undefined) return { kind: "done", task, result };
    const metadata = { prompt, weighter, ...(negative !== undefined && { negative }) };
    const content = writeEmbeddings(result.embeddings, metadata);
    const written = await writeTo(target, content, setting);
    return { kind: "done", task: { ...task, target: written }, result };
  } catch (error) {
    return { kind: "failed", task, error };
  }
}

/** Where it went in the end: another writer may have taken the name meanwhile. */
async function writeTo(
  target: Place,
  content: Uint8Array,
  { options, host, signal }: WeighSetting,
): Promise<Place> {
  if (target.kind === "stream") await writeStdout(content, host);
  else if (options.outputOverwrite === true) await writeAtomically(target.path, content, signal);
  else return { kind: "file", path: await writeToFreeName(target.path, content, { signal }) };
  return target;
}
