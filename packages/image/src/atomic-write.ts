import { codeOf } from "@spillway/core";
import { randomUUID } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { copyFile, link, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { OutputError } from "./errors.ts";
import { makeFolder } from "./make-folder.ts";
import { freeName, nextName } from "./output-names.ts";

/** How a name is found that nothing has. */
export interface FreeNameOptions {
  /** Stands before the number of a name that is not the wanted one; `_duplicate_` by default. */
  readonly suffix?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a file, in place of any that is there, so that it is there entirely or not at all: beside its place first, then
 * renamed. Makes its folder. A link stays and what it points to is written; into a pipe or a device it writes as it is.
 * @throws OutputError that names the folder or file; the signal's reason after an abort.
 */
export async function writeAtomically(
  path: string,
  content: Uint8Array | string,
  signal?: AbortSignal,
): Promise<void> {
  await writing(path, signal, async () => {
    const destination = await destinationOf(path);
    if (destination.kind === "special") return writeFile(path, content, { signal });
    await withPart(destination.path, content, signal, (part) => rename(part, destination.path));
  });
}

/**
 * Writes a file as `writeAtomically` does, and replaces nothing: not even what another process puts under the same name
 * at the same time. Returns the name that it took, see `freeName`.
 * @throws OutputError that names the folder or file; the signal's reason after an abort.
 */
export async function writeToFreeName(
  wanted: string,
  content: Uint8Array | string,
  { suffix, signal }: FreeNameOptions = {},
): Promise<string> {
  let name = freeName(wanted, existsSync, suffix);
  await writing(wanted, signal, () =>
    withPart(name, content, signal, async (part) => {
      while (!(await isPlaced(part, name))) name = nextName(name, suffix);
    }),
  );
  return name;
}

/** Whatever the system refuses becomes an OutputError for `path`. */
async function writing(
  path: string,
  signal: AbortSignal | undefined,
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof OutputError) throw cause;
    const problem = `cannot be written in ${dirname(path)} (${codeOf(cause)})`;
    throw new OutputError(path, problem, { cause });
  }
}

/** Writes the content beside `path`, in a file that is gone again whatever `place` makes of it. */
async function withPart(
  path: string,
  content: Uint8Array | string,
  signal: AbortSignal | undefined,
  place: (part: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new OutputError(folder, `the output folder cannot be made (${codeOf(cause)})`, { cause });
  }
  const part = join(folder, `.${basename(path)}.${randomUUID()}.part`);
  try {
    await writeFile(part, content, { flag: "wx", signal });
    signal?.throwIfAborted();
    await place(part);
  } finally {
    await rm(part, { force: true });
  }
}

/** Gives the file its name, if nothing has it; checked and done in one step. */
async function isPlaced(part: string, name: string): Promise<boolean> {
  return unlessTaken(async () => {
    try {
      await link(part, name);
    } catch (error) {
      if (codeOf(error) === "EEXIST") throw error;
      // Not every file system has hard links.
      await copyFile(part, name, constants.COPYFILE_EXCL);
    }
  });
}

async function unlessTaken(create: () => Promise<void>): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** A file, to be made or replaced; or a pipe, a device and whatever else cannot be replaced without being lost. */
type Destination = { readonly kind: "file"; readonly path: string } | { readonly kind: "special" };

async function destinationOf(path: string): Promise<Destination> {
  try {
    if (!(await stat(path)).isFile()) return { kind: "special" };
    return { kind: "file", path: await realpath(path) };
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(codeOf(error))) throw error;
    return { kind: "file", path: await pointedTo(path) };
  }
}

/** What links lead to where nothing is yet. They do not run in a circle: the system has just followed them. */
async function pointedTo(path: string): Promise<string> {
  const target = await readlink(path).catch(() => undefined);
  if (target === undefined) return path;
  return pointedTo(resolve(await realpath(dirname(path)), target));
}
