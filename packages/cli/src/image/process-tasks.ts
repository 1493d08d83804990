import {
  governedSessions,
  outputFormat,
  Picture,
  processPicture,
  PROCESSOR_POOL,
  writeAtomically,
  writeToFreeName,
  type ChainProgress,
  type ImageSize,
  type ProcessPictureOptions,
} from "@spillway/image";
import type { GovernedRun } from "../governed/governed-run.ts";
import type { Host } from "../host.ts";
import type { Place } from "../files/place.ts";
import { writeStdout } from "../files/write-stdout.ts";
import type { ImageJob, ImageTask } from "./image-job.ts";
import { sessionsFrom } from "./model-paths.ts";

/** A picture that was written. */
export interface WrittenPicture extends ImageSize {
  /** Size of the file. */
  readonly bytes: number;
}

/** What became of one picture. */
export type TaskOutcome =
  | { readonly kind: "done"; readonly task: ImageTask; readonly picture: WrittenPicture }
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
  /** Models are named from its working directory. */
  readonly host: Host;
  readonly signal: AbortSignal;
}

/**
 * Processes one picture after another. One that fails does not keep the others from being processed; after an abort
 * there are outcomes of the pictures before it only.
 */
export async function processTasks(
  job: ImageJob,
  run: GovernedRun,
  { listener, host, signal }: TaskSetting,
): Promise<readonly TaskOutcome[]> {
  const pool = run.governor.pool(PROCESSOR_POOL);
  const { processors, resize } = job;
  const common = {
    processors,
    resize,
    metadata: job.stripMetadata ? "none" : "all",
    governor: run.governor,
    sessions: sessionsFrom(host.cwd, governedSessions(pool, run.holder)),
    signal,
    onWarning: (message: string) => listener.onWarning(message),
  } as const;
  const outcomes: TaskOutcome[] = [];
  for (const task of job.tasks) {
    const onProgress = (progress: ChainProgress): void => listener.onProgress(task, progress);
    const outcome = await processTask(task, { ...common, onProgress }, { ...job, host });
    // Whatever reason the task gives, it was ended: what ended the job is told once, not for a picture.
    if (signal.aborted && outcome.kind === "failed") break;
    listener.onOutcome(outcome);
    outcomes.push(outcome);
    if (signal.aborted) break;
  }
  return outcomes;
}

/** Where pictures come from and go, beside files. */
interface Surroundings {
  readonly host: Host;
  readonly overwrite: boolean;
}

async function processTask(
  task: ImageTask,
  options: ProcessPictureOptions,
  surroundings: Surroundings,
): Promise<TaskOutcome> {
  const { source, target } = task;
  const { host } = surroundings;
  const { signal } = options;
  try {
    const format = target.kind === "file" ? outputFormat(target.path) : "png";
    const picture = await openPicture(source, host, signal);
    const { width, height, content } = await processPicture(picture, format, options);
    const written = await writeTo(target, content, surroundings, signal);
    const done = { ...task, target: written };
    return { kind: "done", task: done, picture: { width, height, bytes: content.length } };
  } catch (error) {
    return { kind: "failed", task, error };
  }
}

/** Where it went in the end: another writer may have taken the name meanwhile. */
async function writeTo(
  target: Place,
  content: Uint8Array,
  { host, overwrite }: Surroundings,
  signal: AbortSignal | undefined,
): Promise<Place> {
  if (target.kind === "stream") await writeStdout(content, host);
  else if (overwrite) await writeAtomically(target.path, content, signal);
  else return { kind: "file", path: await writeToFreeName(target.path, content, { signal }) };
  return target;
}

async function openPicture(
  source: Place,
  host: Host,
  signal: AbortSignal | undefined,
): Promise<Picture> {
  if (source.kind === "file") return Picture.open(source.path, { signal });
  return Picture.fromBytes(await host.readStdin(signal), "standard input", { signal });
}
