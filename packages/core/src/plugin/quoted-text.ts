/** Whether `character` opens a quoted piece. */
export function isQuote(character: string | undefined): character is "'" | '"' {
  return character === "'" || character === '"';
}

/** The offset of the quote that closes the one at `open`, past every backslash escape; undefined when there is none. */
export function closingQuote(text: string, open: number): number | undefined {
  const quote = text[open];
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === quote) return at;
  }
  return undefined;
}

const ESCAPE =
  /\\(?:(?<single>[\\'"abfnrtv])|(?<octal>[0-7]{1,3})|x(?<x>[0-9a-fA-F]{2})|u(?<u>[0-9a-fA-F]{4})|U(?<U>[0-9a-fA-F]{8})|(?<joined>\r?\n))/g;

const SINGLE: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Replaces Python's backslash escapes. As in Python, a backslash before any other character stays. */
export function unescape(body: string): string {
  return body.replace(ESCAPE, (whole, single, octal, x, u, U, joined: string | undefined) => {
    if (typeof single === "string") return SINGLE[single] ?? single;
    if (joined !== undefined) return "";
    return codePoint(whole, octal, x ?? u ?? U);
  });
}

function codePoint(whole: string, octal: unknown, hex: unknown): string {
  const value =
    typeof octal === "string" ? Number.parseInt(octal, 8) : Number.parseInt(String(hex), 16);
  return value <= 0x10ffff ? String.fromCodePoint(value) : whole;
}
