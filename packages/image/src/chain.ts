import { saveDebugImage, type DebugImage } from "./debug-image.ts";
import { ImageProcessorError, PictureSizeError } from "./errors.ts";
import type { PictureFormat } from "./format.ts";
import { PROCESSOR_POOL, type MemoryGovernor } from "./governing.ts";
import type { Picture } from "./picture.ts";
import { checkFormat } from "./pixel-limit.ts";
import type { ImageProcessor, PictureStep, StepContext } from "./processor.ts";
import type { ImageSize, PictureMode } from "./raster.ts";
import { resizeBytes, resizePicture, type PictureResize } from "./resize.ts";
import { commonAlignment, targetSize } from "./size.ts";

/** A processor in a chain, with what its reserved arguments say. */
export interface ChainMember {
  readonly name: string;
  readonly processor: ImageProcessor;
  readonly device: string;
  /** Whether its work behind the resize step is done before it instead. */
  readonly preResize: boolean;
  readonly debug?: DebugImage | undefined;
}

/** How far a chain has come with its picture. */
export interface ChainProgress {
  readonly processor: string;
  readonly step: "pre-resize" | "post-resize";
  /** Parts of this step's work; 0 of 1 when it begins. */
  readonly done: number;
  readonly total: number;
}

/** What surrounds a run of a chain. */
export interface ChainOptions {
  readonly resize?: PictureResize | undefined;
  readonly governor?: MemoryGovernor | undefined;
  /** What the result is written as: one that does not fit into it is refused before the last step makes it. */
  readonly format?: PictureFormat | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ChainProgress) => void) | undefined;
  /** Told what the user did not ask for, such as an alignment that a processor forces. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Runs a picture through a chain: every member's step before the resize in order, one resize, every member's step behind
 * it in order. So a member that works before the resize precedes all that do not, wherever it stands.
 */
export async function runChain(
  picture: Picture,
  members: readonly ChainMember[],
  options: ChainOptions = {},
): Promise<Picture> {
  const resize = { ...options.resize, align: effectiveAlignment(members, options) };
  let current = picture;
  for (const member of members) {
    const step = preStep(member);
    const size = targetSize(current, resize);
    if (step) current = await runStep(current, { member, step, at: "pre-resize", size }, options);
  }
  current = await resizeStep(current, resize, options.governor);
  const behind = members.flatMap((member) => {
    const step = member.preResize ? undefined : member.processor.postResize;
    return step === undefined ? [] : [{ member, step }];
  });
  for (const [index, each] of behind.entries()) {
    const size = { width: current.width, height: current.height };
    const format = index === behind.length - 1 ? options.format : undefined;
    current = await runStep(current, { ...each, at: "post-resize", size, format }, options);
  }
  return current;
}

async function resizeStep(
  picture: Picture,
  resize: PictureResize,
  governor: MemoryGovernor | undefined,
): Promise<Picture> {
  const resized = resizePicture(picture, resize);
  await guardBytes(resizeBytes(picture, resize), "host", governor);
  return resized;
}

function effectiveAlignment(members: readonly ChainMember[], options: ChainOptions): number {
  const requested = options.resize?.align ?? 1;
  return members.reduce((align, { name, processor }) => {
    const forced = commonAlignment(align, processor.alignment ?? 1);
    if (forced !== align) {
      options.onWarning?.(
        `image processor \`${name}\` forces sizes to be aligned to ${forced} pixels instead of ${align}`,
      );
    }
    return forced;
  }, requested);
}

function preStep({ processor, preResize }: ChainMember): PictureStep | undefined {
  const { preResize: before, postResize: behind } = processor;
  if (!preResize || behind === undefined) return before;
  if (before === undefined) return behind;
  return async (picture, context) => behind(await before(picture, context), context);
}

interface StepRun {
  readonly member: ChainMember;
  readonly step: PictureStep;
  readonly at: ChainProgress["step"];
  readonly size: ImageSize;
  /** What the step's result is written as, if no other step comes behind it. */
  readonly format?: PictureFormat | undefined;
}

async function runStep(picture: Picture, run: StepRun, options: ChainOptions): Promise<Picture> {
  const { member, at } = run;
  const { governor, signal, onProgress } = options;
  signal?.throwIfAborted();
  const progress = (done: number, total: number): void =>
    onProgress?.({ processor: member.name, step: at, done, total });
  progress(0, 1);
  const input = adapt(picture, member.processor.modes);
  const output = await guardedStep(input, run, { signal, progress }, governor);
  if (member.debug) await saveDebugImage(member.debug, picture, output);
  return output;
}

/** @throws ImageProcessorError where the result would be too large, before memory is freed for it. */
async function guardedStep(
  picture: Picture,
  { member: { name, device, processor }, step, size, format }: StepRun,
  { signal, progress }: Pick<StepContext, "signal" | "progress">,
  governor: MemoryGovernor | undefined,
): Promise<Picture> {
  const checkResult = (result: ImageSize): void => {
    picture.checkResult(result);
    if (format !== undefined) checkFormat(picture.label, result, format);
  };
  const work = (): Promise<Picture> => step(picture, { size, signal, checkResult, progress });
  try {
    await guardBytes(processor.workBytes?.(picture), device, governor);
    const subject = `image processor \`${name}\` on ${picture.label}`;
    return await (governor?.withOutOfMemoryRetry(device, subject, work) ?? work());
  } catch (cause) {
    if (!(cause instanceof PictureSizeError)) throw cause;
    throw new ImageProcessorError(name, picture.label, cause.problem, { cause });
  }
}

async function guardBytes(
  bytes: number | undefined,
  device: string,
  governor: MemoryGovernor | undefined,
): Promise<void> {
  if (governor === undefined || bytes === undefined) return;
  await governor.guard({ pool: PROCESSOR_POOL, device, bytes });
}

/** For each mode, the others in the order in which they lose least. */
const SUBSTITUTES: Readonly<Record<PictureMode, readonly PictureMode[]>> = {
  L: ["LA", "RGB", "RGBA"],
  LA: ["RGBA", "L", "RGB"],
  RGB: ["RGBA", "L", "LA"],
  RGBA: ["RGB", "LA", "L"],
};

function adapt(picture: Picture, modes: readonly PictureMode[] | undefined): Picture {
  if (modes === undefined || modes.includes(picture.mode)) return picture;
  const mode = SUBSTITUTES[picture.mode].find((candidate) => modes.includes(candidate));
  return mode === undefined ? picture : picture.as(mode);
}
