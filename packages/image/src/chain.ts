import { saveDebugImage, type DebugImage } from "./debug-image.ts";
import { PROCESSOR_POOL, type MemoryGovernor } from "./governing.ts";
import type { Picture } from "./picture.ts";
import type { ImageProcessor, PictureStep } from "./processor.ts";
import type { PictureMode } from "./raster.ts";
import { resizePicture, type PictureResize } from "./resize.ts";
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
  current = resizePicture(current, resize);
  for (const member of members) {
    const step = member.preResize ? undefined : member.processor.postResize;
    const size = { width: current.width, height: current.height };
    if (step) current = await runStep(current, { member, step, at: "post-resize", size }, options);
  }
  return current;
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
  readonly size: { readonly width: number; readonly height: number };
}

async function runStep(picture: Picture, run: StepRun, options: ChainOptions): Promise<Picture> {
  const { member, step, at, size } = run;
  const { governor, signal, onProgress } = options;
  signal?.throwIfAborted();
  const progress = (done: number, total: number): void =>
    onProgress?.({ processor: member.name, step: at, done, total });
  progress(0, 1);
  const input = adapt(picture, member.processor.modes);
  await guardStep(input, member, governor);
  const work = (): Promise<Picture> => step(input, { size, signal, progress });
  const subject = `image processor \`${member.name}\` on ${picture.label}`;
  const output = await (governor?.withOutOfMemoryRetry(member.device, subject, work) ?? work());
  if (member.debug) await saveDebugImage(member.debug, picture, output);
  return output;
}

async function guardStep(
  picture: Picture,
  { processor, device }: ChainMember,
  governor: MemoryGovernor | undefined,
): Promise<void> {
  const bytes = processor.workBytes?.(picture);
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
