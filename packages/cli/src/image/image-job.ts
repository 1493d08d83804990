import type { Bytes } from "@spillway/core";
import type { BoundProcessor, PictureResize } from "@spillway/image";
import type { Config, HolderKind } from "../config/config.ts";

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
export interface ImageJob {
  readonly tasks: readonly ImageTask[];
  readonly processors: readonly BoundProcessor[];
  readonly resize: PictureResize;
  readonly budgets: Readonly<Record<string, Bytes>>;
  readonly pools: Config["pools"];
  readonly policy: string;
  readonly holder: HolderKind;
  /** Absolute. */
  readonly journal: string | undefined;
  /** Absolute. */
  readonly report: string | undefined;
}
