/** Short flags of more than one letter, as dgenerate spells them; the parser knows only the long ones. */
const LONG_FLAGS: ReadonlyMap<string, string> = new Map([
  ["-na", "--no-aspect"],
  ["-al", "--align"],
  ["-ox", "--output-overwrite"],
]);

/** Spells short flags of more than one letter out, up to `--`. Values given as `-al=8` or `-al8` are kept. */
export function spellOutShortFlags(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  const flags = end === -1 ? argv : argv.slice(0, end);
  return [...flags.map(spellOut), ...argv.slice(flags.length)];
}

function spellOut(word: string): string {
  const long = LONG_FLAGS.get(word);
  if (long !== undefined) return long;
  const align = /^-al=?(\d+)$/.exec(word);
  return align?.[1] === undefined ? word : `--align=${align[1]}`;
}
