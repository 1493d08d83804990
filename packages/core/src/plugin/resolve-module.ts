import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { messageOf } from "../error-text.ts";
import { PluginModuleError } from "./plugin-errors.ts";

/** The conditions of a package's `exports` that hold for `import`. */
const CONDITIONS: ReadonlySet<string> = new Set(["node", "import", "module-sync", "default"]);

const INDEXES = ["index.js", "index.mjs"];

/**
 * The file that `request` means: a file or folder, else a package installed in `from` or above it. A folder means what
 * its package.json exports, else `index.js` or `index.mjs`.
 * @throws PluginModuleError
 */
export async function resolveModule(request: string, from: string): Promise<string> {
  for (const candidate of candidates(request, resolve(from))) {
    const kind = await kindOf(candidate);
    if (kind === "file") return candidate;
    if (kind === "folder") return await folderEntry(request, candidate);
  }
  throw new PluginModuleError(
    request,
    `not found: there is no such file or folder in ${from}, and no package of that name is installed there`,
  );
}

function candidates(request: string, from: string): readonly string[] {
  const path = resolve(from, request);
  if (isAbsolute(request) || /^\.\.?(?:[\\/]|$)/.test(request)) return [path];
  return [path, ...ancestors(from).map((folder) => join(folder, "node_modules", request))];
}

function ancestors(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

async function folderEntry(request: string, folder: string): Promise<string> {
  const entry = await packageEntry(request, folder);
  const names = entry === undefined ? INDEXES : [entry, `${entry}.js`, join(entry, "index.js")];
  for (const name of names) {
    const file = join(folder, name);
    if ((await kindOf(file)) === "file") return file;
  }
  const problem =
    entry === undefined
      ? `the folder has no package.json with an entry, and no ${INDEXES.join(" or ")}`
      : `its package.json names ${entry}, which is not there`;
  throw new PluginModuleError(request, problem, { file: folder });
}

async function packageEntry(request: string, folder: string): Promise<string | undefined> {
  const file = join(folder, "package.json");
  if ((await kindOf(file)) !== "file") return undefined;
  const manifest = await readManifest(request, file);
  if (typeof manifest !== "object" || manifest === null) return undefined;
  if ("exports" in manifest) return exportedEntry(manifest.exports);
  return "main" in manifest && typeof manifest.main === "string" ? manifest.main : undefined;
}

async function readManifest(request: string, file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    const problem = `its package.json cannot be read: ${messageOf(cause)}`;
    throw new PluginModuleError(request, problem, { cause, file });
  }
}

/** The target of `.`: a path, the first of a list that has one, or the first condition that holds. */
function exportedEntry(exported: unknown): string | undefined {
  if (typeof exported === "string") return exported;
  if (typeof exported !== "object" || exported === null) return undefined;
  for (const [key, target] of Object.entries(exported)) {
    if (key !== "." && !Array.isArray(exported) && !CONDITIONS.has(key)) continue;
    const entry = exportedEntry(target);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return "file";
    return stats.isDirectory() ? "folder" : undefined;
  } catch {
    return undefined;
  }
}
