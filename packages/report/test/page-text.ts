const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
};

/** A page as a reader has it: markup gone, entities resolved, spaces single. */
export function pageText(markup: string): string {
  return markup
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => NAMED[name] ?? whole)
    .replace(/\s+/g, " ");
}

/** An element as it was opened. */
export interface Tag {
  readonly name: string;
  readonly attributes: readonly string[];
}

/** Every element of a page with the names of its attributes. */
export function tagsOf(markup: string): readonly Tag[] {
  const withoutStyle = markup.replace(/<style>.*?<\/style>/s, "");
  return [...withoutStyle.matchAll(/<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi)].map(
    ([, name = "", rest = ""]) => ({
      name: name.toLowerCase(),
      attributes: [...rest.replace(/"[^"]*"|'[^']*'/g, '""').matchAll(/[^\s="/]+/g)].map(String),
    }),
  );
}

/** Elements that never close. */
const VOID = new Set(["meta", "br", "hr", "img", "link"]);

/** The first element that is not closed where it should be; `undefined` when the markup nests properly. */
export function misnested(markup: string): string | undefined {
  const open: string[] = [];
  const withoutStyle = markup.replace(/<style>.*?<\/style>/s, "");
  for (const [whole, closing, name = ""] of withoutStyle.matchAll(
    /<(\/?)([a-z][a-z0-9]*)[^>]*>/g,
  )) {
    if (whole.endsWith("/>") || VOID.has(name)) continue;
    if (closing === "") open.push(name);
    else if (open.pop() !== name) return whole;
  }
  return open.at(-1);
}
