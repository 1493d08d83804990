import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Document } from "./documents.ts";
import { ROOT } from "./documents.ts";

const LINK = /\]\((?<target>[^)\s]+)\)/g;

/** The anchor that a heading gets where Markdown is shown. */
function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "");
  return words.trim().replace(/\s/g, "-");
}

function anchorsIn(markdown: string): ReadonlySet<string> {
  const headings = markdown.matchAll(/^#+ (.*)$/gm);
  return new Set([...headings].map(([, heading = ""]) => anchorOf(heading)));
}

/** Links of a document to files or headings that are not there. Pages made from the code are not looked for. */
export function brokenLinks({ path, markdown }: Document): readonly string[] {
  const prose = markdown.replace(/^(`{3,})[^]*?^\1$/gm, "");
  const targets = [...prose.matchAll(LINK)].map(({ groups = {} }) => groups["target"] ?? "");
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = "", anchor] = target.split("#");
    const found = file === "" ? path : join(dirname(path), file);
    if (found.replaceAll("\\", "/").startsWith("docs/reference/")) return false;
    if (!existsSync(join(ROOT, found))) return true;
    return anchor !== undefined && !anchorsIn(readFileSync(join(ROOT, found), "utf8")).has(anchor);
  });
}
