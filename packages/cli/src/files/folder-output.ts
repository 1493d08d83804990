import { codeOf } from "@spillway/core";
import { OutputError } from "@spillway/image";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../failure/cli-errors.ts";

/** Refuses an output without a name, which would be the working directory. @throws UsageError */
export function requireNames(outputs: readonly string[] = []): void {
  if (outputs.includes("")) throw new UsageError("--output: an output has no name");
}

/** Whether an output is a folder: one that is there, or a name with a slash at its end. @throws OutputError */
export function isFolderOutput(output: string, cwd: string): boolean {
  if (/[/\\]$/.test(output)) return true;
  try {
    return statSync(resolve(cwd, output), { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (cause) {
    throw new OutputError(output, `cannot be written there (${codeOf(cause)})`, { cause });
  }
}
