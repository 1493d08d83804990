import { writeAtomically, writeToFreeName } from "./atomic-write.ts";
import { outputFormat } from "./format.ts";
import type { Picture } from "./picture.ts";
import { sameSize } from "./size.ts";

/** Where a processor's own result is written for a look at it. */
export interface DebugImage {
  readonly path: string;
  readonly overwrite: boolean;
}

/** As dgenerate numbers what a processor wrote for debugging. */
const DEBUG_SUFFIX = "_";

/** Writes `after` if it differs from `before`; under a numbered name where a file is in the way. @throws OutputError */
export async function saveDebugImage(
  { path, overwrite }: DebugImage,
  before: Picture,
  after: Picture,
): Promise<void> {
  const format = outputFormat(path);
  if (!(await differs(before, after))) return;
  const content = await after.encode({ format });
  if (overwrite) await writeAtomically(path, content);
  else await writeToFreeName(path, content, { suffix: DEBUG_SUFFIX });
}

async function differs(before: Picture, after: Picture): Promise<boolean> {
  if (before === after) return false;
  if (before.mode !== after.mode || !sameSize(before, after)) return true;
  const [a, b] = await Promise.all([before.raster(), after.raster()]);
  return Buffer.compare(a.pixels, b.pixels) !== 0;
}
