import { codeOf } from "@spillway/core";
import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { OutputError } from "./errors.ts";
import { makeFolder } from "./make-folder.ts";

/**
 * Writes a file so that it is there entirely or not at all: beside its place first, then renamed. Makes its folder.
 * @throws OutputError that names the folder or file; the signal's reason after an abort.
 */
export async function writeAtomically(
  path: string,
  content: Uint8Array | string,
  signal?: AbortSignal,
): Promise<void> {
  const folder = dirname(path);
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new OutputError(folder, `the output folder cannot be made (${codeOf(cause)})`, { cause });
  }
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.part`);
  try {
    await writeFile(temporary, content, { flag: "wx", signal });
    signal?.throwIfAborted();
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    signal?.throwIfAborted();
    throw new OutputError(path, `cannot be written in ${folder} (${codeOf(cause)})`, { cause });
  }
}
