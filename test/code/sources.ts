import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, packageNames } from "../packages/manifest.ts";

/** A source file that ships. */
export interface Source {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

function sourcesOf(name: string): readonly Source[] {
  const folder = join(ROOT, "packages", name, "src");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|(?:^|\/)testing\//.test(file))
    .map((file) => ({
      path: `packages/${name}/src/${file}`,
      text: readFileSync(join(folder, file), "utf8"),
    }));
}

/** The sources of all packages, without tests. */
export function sources(): readonly Source[] {
  return packageNames.flatMap(sourcesOf);
}

/** Every match of a pattern, with the file that it is in. */
export function findAll(
  pattern: RegExp,
): readonly { readonly path: string; readonly match: RegExpExecArray }[] {
  return sources().flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map((match) => ({ path, match })),
  );
}
