import type { BoundProcessor, PictureResize } from "@spillway/image";
import type { GovernedSetup } from "../governed/governed-setup.ts";

/** One picture of a job. */
export interface ImageTask {
  /** As it was typed. */
  readonly input: string;
  /** Absolute. */
  readonly inputPath: string;
  /** Absolute. */
  readonly outputPath: string;
}

/** What `spillway image` was asked for: checked, with paths resolved. */
export interface ImageJob extends GovernedSetup {
  readonly tasks: readonly ImageTask[];
  readonly processors: readonly BoundProcessor[];
  readonly resize: PictureResize;
}
