import { readFileSync } from "node:fs";

/** What the package.json of this package says. */
export interface Manifest {
  readonly version: string;
  /** The versions of Node that it runs on. */
  readonly node: string;
  /** Version by name. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The package.json of this package. */
export function packageManifest(): Manifest {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  // The file belongs to this package, and a test reads each of these.
  const { version, engines, dependencies } = JSON.parse(text) as {
    readonly version: string;
    readonly engines: { readonly node: string };
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return { version, node: engines.node, dependencies };
}
