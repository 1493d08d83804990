import { processImage, type ChainProgress, type ProcessedImage } from "@spillway/image";
import type { GovernedRun } from "./governed-run.ts";
import type { ImageJob, ImageTask } from "./image-job.ts";

/** What became of one picture. */
export type TaskOutcome =
  | { readonly kind: "done"; readonly task: ImageTask; readonly image: ProcessedImage }
  | { readonly kind: "failed"; readonly task: ImageTask; readonly error: unknown };

/** Who is told while pictures are processed. */
export interface TaskListener {
  onProgress(task: ImageTask, progress: ChainProgress): void;
  onWarning(message: string): void;
  onOutcome(outcome: TaskOutcome): void;
}

/**
 * Processes one picture after another. One that fails does not keep the others from being processed.
 * @throws the signal's reason after an abort.
 */
export async function processTasks(
  job: ImageJob,
  run: GovernedRun,
  listener: TaskListener,
  signal: AbortSignal,
): Promise<readonly TaskOutcome[]> {
  const outcomes: TaskOutcome[] = [];
  for (const task of job.tasks) {
    const outcome = await processTask(task, job, run, listener, signal);
    // Whatever the task made of it, an abort ends the job with its own reason.
    signal.throwIfAborted();
    listener.onOutcome(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function processTask(
  task: ImageTask,
  { processors, resize }: ImageJob,
  { governor, sessions }: GovernedRun,
  listener: TaskListener,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  try {
    const image = await processImage({
      input: task.inputPath,
      output: task.outputPath,
      processors,
      resize,
      governor,
      sessions,
      signal,
      onProgress: (progress) => listener.onProgress(task, progress),
      onWarning: (message) => listener.onWarning(message),
    });
    return { kind: "done", task, image };
  } catch (error) {
    return { kind: "failed", task, error };
  }
}
