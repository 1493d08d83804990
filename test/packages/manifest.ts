import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** The parts of a package.json that the tests look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly sideEffects?: boolean;
}

/** The folders under `packages/`, sorted. */
export const packageNames: readonly string[] = readdirSync(join(ROOT, "packages")).sort();

export function manifestOf(name: string): Manifest {
  const text = readFileSync(join(ROOT, "packages", name, "package.json"), "utf8");
  return JSON.parse(text) as Manifest;
}

/** What a package says it needs, peers included. */
export function needsOf(name: string): readonly string[] {
  const { dependencies = {}, peerDependencies = {} } = manifestOf(name);
  return [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
}

/** The subpaths that can be imported, as specifiers: `@spillway/core`, `@spillway/core/node`. */
export function entriesOf(name: string): readonly string[] {
  const { name: own, exports } = manifestOf(name);
  const subpaths = Object.keys(exports).filter((subpath) => !subpath.endsWith(".json"));
  return subpaths.map((subpath) => own + subpath.slice(1));
}
