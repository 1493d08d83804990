import type { ClaimedFiles } from "./claim-files.ts";
import { shortPath } from "../terminal/short-path.ts";

/** The files that were written, for JSON: kind and path, as a user would type it. */
export function filesOutput(files: ClaimedFiles, cwd: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).map(([kind, path]) => [kind, shortPath(cwd, path)]),
  );
}

/** The same for people, one file a line: `report: out/report.html`. */
export function fileLines(files: ClaimedFiles, cwd: string): readonly string[] {
  return Object.entries(filesOutput(files, cwd)).map(([kind, path]) => `${kind}: ${path}`);
}
