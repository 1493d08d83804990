import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { PackageStatus } from "../output/probe-output.ts";

/** The packages with native code that commands need, and what for. */
const PACKAGES: readonly (readonly [string, string])[] = [
  ["sharp", "decodes, encodes and resizes pictures"],
  ["onnxruntime-node", "runs ONNX models"],
];

/** Loads each package with native code, and tells whether that worked. `load` imports a package. */
export function nativePackages(
  load: (name: string) => Promise<unknown> = importPackage,
): Promise<readonly PackageStatus[]> {
  return Promise.all(PACKAGES.map(([name, purpose]) => statusOf(name, purpose, load)));
}

function importPackage(name: string): Promise<unknown> {
  return import(name);
}

async function statusOf(
  name: string,
  purpose: string,
  load: (name: string) => Promise<unknown>,
): Promise<PackageStatus> {
  const version = await versionOf(name);
  const known = { name, purpose, ...(version !== undefined && { version }) };
  try {
    await load(name);
    return { ...known, status: "loads" };
  } catch (error) {
    const [problem = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    const isMissing =
      error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    return {
      ...known,
      status: isMissing ? "missing" : "broken",
      problem,
      install: `npm install ${name}`,
    };
  }
}

async function versionOf(name: string): Promise<string | undefined> {
  try {
    return await versionAbove(dirname(createRequire(import.meta.url).resolve(name)), name);
  } catch {
    return undefined;
  }
}

/** The version in the package.json of that name in the folder or above it. */
async function versionAbove(folder: string, name: string): Promise<string | undefined> {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
  const manifest: unknown = JSON.parse(text);
  const isObject = typeof manifest === "object" && manifest !== null;
  if (isObject && "name" in manifest && manifest.name === name && "version" in manifest) {
    return String(manifest.version);
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : versionAbove(parent, name);
}
