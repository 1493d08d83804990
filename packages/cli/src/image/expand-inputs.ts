import { codeOf } from "@spillway/core";
import { formatOf } from "@spillway/image";
import { readdirSync, statSync, type Stats } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import { globSync } from "tinyglobby";
import { InputError, UsageError } from "../failure/cli-errors.ts";

/**
 * The pictures that were meant: a folder stands for those in it, and a pattern such as `dir/*.png`, which shells other
 * than those of Windows expand themselves, for the files that match. Anything else is left as it was typed.
 * @throws UsageError, InputError
 */
export function expandInputs(inputs: readonly string[], cwd: string): readonly string[] {
  return inputs.flatMap((input) => expand(input, cwd));
}

function expand(input: string, cwd: string): readonly string[] {
  if (input === "-") return [input];
  if (input === "") throw new UsageError("an input has no name");
  const found = statsOf(resolve(cwd, input));
  if (found?.isDirectory() === true) return picturesIn(input, cwd);
  return found === undefined && WILDCARD.test(input) ? filesLike(input, cwd) : [input];
}

/** Nothing for what cannot be looked at: reading it tells why. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const WILDCARD = /[*?]/;
const isWindows = process.platform === "win32";

/** By their endings, in the order of their names; hidden ones and those of folders within are left out. */
function picturesIn(folder: string, cwd: string): readonly string[] {
  const path = /[/\\]$/.test(folder) ? folder : `${folder}/`;
  const pictures = filesIn(path, cwd).filter((name) => formatOf(name) !== undefined);
  if (pictures.length > 0) return pictures.map((name) => path + name);
  throw new InputError(folder, "is a folder, and holds no picture by its ending", {
    hint: `spillway image ${JSON.stringify(`${path}*`)} takes every file in it`,
  });
}

function filesLike(pattern: string, cwd: string): readonly string[] {
  const matching = globSync(isWindows ? pattern.replaceAll("\\", "/") : pattern, {
    cwd,
    absolute: isAbsolute(pattern),
    expandDirectories: false,
  });
  if (matching.length > 0) return matching.sort();
  throw new InputError(pattern, "matches no file", { hint: `look into ${dirname(pattern)}` });
}

/** In an order that does not depend on the file system. */
function filesIn(folder: string, cwd: string): readonly string[] {
  const path = resolve(cwd, folder);
  return namesIn(path, folder)
    .filter((name) => !name.startsWith(".") && statsOf(resolve(path, name))?.isFile() === true)
    .sort();
}

function namesIn(path: string, folder: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    throw new InputError(folder, `the folder cannot be read (${codeOf(cause)})`, { cause });
  }
}
