/** Prompts of a length that a parser which goes back, or looks far ahead, is slow on. All of them are read. */
export function hostilePrompts(length: number): Readonly<Record<string, string>> {
  const repeated = (part: string): string =>
    part.repeat(Math.ceil(length / part.length)).slice(0, length);
  const half = Math.floor(length / 2);
  return {
    ordinary: repeated("masterpiece, (best quality:1.2), a (cat)++ in the [forest], "),
    "groups side by side": repeated("(a)1.3 "),
    "nested again and again": repeated(`${"(".repeat(90)}a${")1.01".repeat(90)} `),
    "closed brackets": ")".repeat(length),
    signs: repeated("+-"),
    "one sign": "+".repeat(length),
    "a word and signs": `a${"-".repeat(length - 1)}`,
    "colons and spaces": repeated(":  "),
    "one colon and spaces": `(a:${" ".repeat(length - 4)})`,
    digits: "1".repeat(length),
    "weight of dots": `(a:${".".repeat(length - 4)})`,
    quotes: repeated('"'),
    backslashes: repeated("\\"),
    attends: repeated("a.attend("),
    loras: repeated("withLora(a, "),
    words: repeated("a "),
    "one word": "a".repeat(length),
    crossed: repeated("([a)b]"),
    "crossed and deep": `${"(".repeat(45)}${"[".repeat(45)}${repeated("a)(").slice(0, half)}`,
    breaks: repeated("BREAK "),
    commas: repeated(","),
  };
}
