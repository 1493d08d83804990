import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { Host } from "../host.ts";
import { NO_COMPLETION, type Completion } from "./completion.ts";

/** Files and folders that begin as typed; hidden ones once their dot is typed. */
export async function fileCompletion(prefix: string, { cwd }: Host): Promise<Completion> {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const start = prefix.slice(folder.length);
  const entries = await readdir(resolve(cwd, folder), { withFileTypes: true }).catch(() => []);
  const found = entries
    .filter(({ name }) => name.startsWith(start) && (start !== "" || !name.startsWith(".")))
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (found.length === 0) return NO_COMPLETION;
  return {
    candidates: found.map(({ name, isFolder }) => ({
      value: folder + name + (isFolder ? "/" : ""),
    })),
    goesOn: found.every(({ isFolder }) => isFolder),
  };
}
