import { codeOf, isRecord, messageOf } from "@spillway/core";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { PackageStatus } from "../output/probe-output.ts";
import type { Platform } from "./platform.ts";

/** The packages with native code that commands need, and what for. */
const PACKAGES: readonly (readonly [string, string])[] = [
  ["sharp", "decodes, encodes and resizes pictures"],
  ["onnxruntime-node", "runs ONNX models"],
];

/** What the packages are held against. */
export interface PackageDemands {
  /** Version by name. */
  readonly required: Readonly<Record<string, string>>;
  readonly platform: Platform;
  /** Imports a package. */
  readonly load?: ((name: string) => Promise<unknown>) | undefined;
}

/** Loads each package with native code, and tells whether that worked. */
export function nativePackages({
  required,
  platform,
  load = importPackage,
}: PackageDemands): Promise<readonly PackageStatus[]> {
  return Promise.all(
    PACKAGES.map(async ([name, purpose]): Promise<PackageStatus> => {
      const version = await versionOf(name);
      const wanted = required[name] ?? "latest";
      const known = { name, purpose, required: wanted, ...(version !== undefined && { version }) };
      return { ...known, ...(await loadStatus(`${name}@${wanted}`, () => load(name), platform)) };
    }),
  );
}

function importPackage(name: string): Promise<unknown> {
  return import(name);
}

type LoadStatus = Pick<PackageStatus, "status" | "problem" | "install">;

async function loadStatus(
  wanted: string,
  load: () => Promise<unknown>,
  platform: Platform,
): Promise<LoadStatus> {
  try {
    await load();
    return { status: "loads" };
  } catch (error) {
    const [problem = ""] = messageOf(error).split("\n");
    return codeOf(error) === "ERR_MODULE_NOT_FOUND"
      ? { status: "missing", problem, install: `npm install ${wanted}` }
      : { status: "broken", problem, install: `npm install ${platformFlags(platform)} ${wanted}` };
  }
}

/** Binaries are optional packages of the platform, which a copied node_modules or a lock file of another one lacks. */
function platformFlags({ os, cpu, libc }: Platform): string {
  const flags = ["--include=optional", `--os=${os}`, `--cpu=${cpu}`];
  return [...flags, ...(libc === undefined ? [] : [`--libc=${libc}`])].join(" ");
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
  if (isRecord(manifest) && manifest["name"] === name && "version" in manifest) {
    return String(manifest["version"]);
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : versionAbove(parent, name);
}
