import { codeOf } from "@spillway/core";
import { OutputError } from "@spillway/image";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../failure/cli-errors.ts";

/** A file that a command writes beside its results. */
export type FileKind = "journal" | "report" | "trace" | "snapshot" | "graph";

/** How files of each kind begin, as this command writes them. */
const BEGINNINGS: Readonly<Record<FileKind, RegExp>> = {
  journal: /^\{"kind":"journal"/,
  report: /^<!doctype html>[^]*default-src 'none'; style-src 'unsafe-inline'; img-src data:/,
  trace: /^\{"displayTimeUnit":/,
  // Protocol 2 and a dict whose first key is `segments`.
  snapshot: /^\x80\x02\}\(X\x08\0\0\0segments/,
  graph: /^digraph "/,
};

const FILE_KINDS: readonly FileKind[] = ["journal", "report", "trace", "snapshot", "graph"];

const BEGINNING_BYTES = 1024;

/** The files that were asked for, as they were typed. */
export type FileOptions = { readonly [kind in FileKind]?: string | undefined } & {
  /** Whether anything may be replaced. */
  readonly outputOverwrite?: true | undefined;
};

/** Absolute paths, of the kinds that were asked for. */
export type ClaimedFiles = { readonly [kind in FileKind]?: string };

/**
 * Where the files go that were asked for. An earlier one of its kind is replaced; anything else is not.
 * @throws OutputError when something else is there, or two files would be one; UsageError for one without a name
 */
export function claimFiles(options: FileOptions, cwd: string): ClaimedFiles {
  const claimed: { [kind in FileKind]?: string } = {};
  for (const kind of FILE_KINDS) {
    const path = options[kind];
    if (path === undefined) continue;
    const absolute = claimFile(kind, path, options, cwd);
    const twice = FILE_KINDS.find((other) => claimed[other] === absolute);
    if (twice !== undefined) throw new OutputError(path, `is asked for as ${twice} and as ${kind}`);
    claimed[kind] = absolute;
  }
  return claimed;
}

function claimFile(kind: FileKind, path: string, options: FileOptions, cwd: string): string {
  if (path === "") throw new UsageError(`--${kind}: the file has no name`);
  const absolute = resolve(cwd, path);
  const beginning = options.outputOverwrite === true ? "" : beginningOf(absolute, path);
  if (beginning === "" || BEGINNINGS[kind].test(beginning)) return absolute;
  throw new OutputError(path, `is there already and is no ${kind}; -ox allows to replace it`);
}

/** The first bytes as Latin-1; nothing where there is no such file, or a pipe or device, of which nothing is replaced. */
function beginningOf(absolute: string, path: string): string {
  let descriptor: number | undefined;
  try {
    if (!statSync(absolute).isFile()) return "";
    descriptor = openSync(absolute, "r");
    const buffer = Buffer.alloc(BEGINNING_BYTES);
    return buffer.toString("latin1", 0, readSync(descriptor, buffer, 0, BEGINNING_BYTES, 0));
  } catch (cause) {
    // What cannot be made or written is told when that is tried.
    if (["ENOENT", "ENOTDIR"].includes(codeOf(cause))) return "";
    throw new OutputError(path, `cannot be read (${codeOf(cause)})`, { cause });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
