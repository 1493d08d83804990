/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly kind: "html";
  readonly text: string;
}

/** What a template may hold: text is escaped, markup is not, `undefined` vanishes. */
export type HtmlPart = Html | readonly Html[] | string | number | undefined;

/** A template whose every value is escaped unless it is markup already. The template's own indentation is left out. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const outdented = strings.map((string) => string.replace(/\n\s*/g, "\n"));
  const text = outdented.reduce((sum, string, i) => sum + textOf(parts[i - 1]) + string);
  return { kind: "html", text };
}

/** Markup from a source that escapes by itself. */
export function trusted(text: string): Html {
  return { kind: "html", text };
}

/** Markup joined without anything between. */
export function join(parts: readonly Html[]): Html {
  return trusted(parts.map(({ text }) => text).join(""));
}

function textOf(part: HtmlPart): string {
  if (part === undefined) return "";
  if (typeof part === "number") return String(part);
  if (typeof part === "string") return escapeHtml(part);
  return "text" in part ? part.text : join(part).text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return printable(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** Control characters, lone surrogates and marks that reorder text made visible as U+FFFD. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (sign) =>
    sign === "\n" || sign === "\t" ? sign : "\ufffd",
  );
}
