import {
  governedSessions,
  processImage,
  PROCESSOR_POOL,
  type ChainProgress,
  type ProcessedImage,
  type ProcessImageOptions,
} from "@spillway/image";
import type { GovernedRun } from "../governed/governed-run.ts";
import type { ImageJob, ImageTask } from "./image-job.ts";
import { sessionsFrom } from "./model-paths.ts";

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

/** Where a job's pictures are processed. */
export interface TaskSetting {
  readonly listener: TaskListener;
  /** The folder that models are named from. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Processes one picture after another. One that fails does not keep the others from being processed.
 * @throws the signal's reason after an abort.
 */
export async function processTasks(
  job: ImageJob,
  run: GovernedRun,
  { listener, cwd, signal }: TaskSetting,
): Promise<readonly TaskOutcome[]> {
  const pool = run.governor.pool(PROCESSOR_POOL);
  const sessions = sessionsFrom(cwd, governedSessions(pool, run.holder));
  const outcomes: TaskOutcome[] = [];
  for (const task of job.tasks) {
    const outcome = await processTask(task, job, {
      governor: run.governor,
      sessions,
      signal,
      onProgress: (progress) => listener.onProgress(task, progress),
      onWarning: (message) => listener.onWarning(message),
    });
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
  surroundings: Pick<
    ProcessImageOptions,
    "governor" | "sessions" | "signal" | "onProgress" | "onWarning"
  >,
): Promise<TaskOutcome> {
  const { inputPath: input, outputPath: output } = task;
  try {
    const image = await processImage({ input, output, processors, resize, ...surroundings });
    return { kind: "done", task, image };
  } catch (error) {
    return { kind: "failed", task, error };
  }
}
