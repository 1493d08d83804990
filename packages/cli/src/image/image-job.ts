import type { BoundProcessor, PictureResize } from "@spillway/image";
import type { Place } from "../files/place.ts";
import type { GovernedSetup } from "../governed/governed-setup.ts";

/** One picture of a job. */
export interface ImageTask {
  /** As it was typed, or found in a folder or by a pattern. */
  readonly input: string;
  readonly source: Place;
  readonly target: Place;
}

/** What `spillway image` was asked for: checked, with paths resolved. */
export interface ImageJob extends GovernedSetup {
  readonly tasks: readonly ImageTask[];
  readonly processors: readonly BoundProcessor[];
  readonly resize: PictureResize;
  readonly stripMetadata: boolean;
  /** Whether outputs replace what is there. */
  readonly overwrite: boolean;
}

/** Whether standard output is taken by a picture, so that words must go elsewhere. */
export function writesPictureToStdout({ tasks }: ImageJob): boolean {
  return tasks.some(({ target }) => target.kind === "stream");
}
