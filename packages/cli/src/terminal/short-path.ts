import { isAbsolute, relative } from "node:path";

/** A path for people: from the working directory where it lies below it, else the whole of it. */
export function shortPath(cwd: string, path: string): string {
  const below = relative(cwd, path);
  return below === "" || below.startsWith("..") || isAbsolute(below) ? path : below;
}
