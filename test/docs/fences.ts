/** A fenced block of a Markdown document. */
export interface Fence {
  readonly document: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** The words of the info string behind the language: `file=a.ts` is `a.ts`, a word alone is an empty text. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

const OPENING = /^(?<fence>`{3,})(?<info>.*)$/;
const ATTRIBUTE = /(?<name>[\w-]+)(?:=(?:"(?<quoted>[^"]*)"|(?<bare>\S+)))?/g;

function attributesOf(info: string): Readonly<Record<string, string>> {
  const pairs = [...info.matchAll(ATTRIBUTE)].map(({ groups = {} }): [string, string] => [
    groups["name"] ?? "",
    groups["quoted"] ?? groups["bare"] ?? "",
  ]);
  return Object.fromEntries(pairs);
}

/** The fenced blocks of a document, in order. @throws Error for a fence that is never closed. */
export function fencesOf(document: string, markdown: string): readonly Fence[] {
  const lines = markdown.split("\n");
  const fences: Fence[] = [];
  for (let at = 0; at < lines.length; at++) {
    const { fence, info = "" } = OPENING.exec(lines[at] ?? "")?.groups ?? {};
    if (fence === undefined) continue;
    const end = lines.indexOf(fence, at + 1);
    if (end < 0) throw new Error(`${document}:${at + 1}: a fence is never closed`);
    const [language = ""] = info.trim().split(/\s/);
    const attributes = attributesOf(info.trim().slice(language.length));
    const text = lines.slice(at + 1, end).join("\n");
    fences.push({ document, line: at + 1, language, attributes, text });
    at = end;
  }
  return fences;
}

/** Lines of code that are only indented, and that no test would find. */
export function indentedCode(markdown: string): readonly number[] {
  const lines = markdown.replace(/^(`{3,}).*\n[^]*?^\1$/gm, (block) => block.replace(/.+/g, "x"));
  return lines.split("\n").flatMap((line, index, all) => {
    const opens = /^ {4}\S/.test(line) && (all[index - 1] ?? "").trim() === "";
    return opens && !inList(all, index) ? [index + 1] : [];
  });
}

/** Whether an indented line continues a list item. */
function inList(lines: readonly string[], index: number): boolean {
  for (let at = index - 1; at >= 0; at--) {
    const line = lines[at] ?? "";
    if (/^\s*(?:[-*]|\d+\.) /.test(line)) return true;
    if (/^\S/.test(line)) return false;
  }
  return false;
}

/** Where a fence stands, for messages. */
export function placeOf({ document, line }: Fence): string {
  return `${document}:${line}`;
}
