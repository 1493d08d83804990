import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** A Markdown file that a person wrote. */
export interface Document {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly markdown: string;
}

function markdownUnder(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`);
}

/** Every document but the reference pages, which are made from the code. */
export function documents(): readonly Document[] {
  const top = readdirSync(ROOT).filter((file) => file.endsWith(".md"));
  const packages = readdirSync(join(ROOT, "packages"))
    .flatMap((name) => [`packages/${name}/README.md`, `packages/${name}/CHANGELOG.md`])
    .filter((path) => existsSync(join(ROOT, path)));
  const docs = markdownUnder("docs").filter((path) => !path.startsWith("docs/reference/"));
  return [...top, ...packages, ...docs, ...markdownUnder("examples")]
    .sort()
    .map((path) => ({ path, markdown: readFileSync(join(ROOT, path), "utf8") }));
}
