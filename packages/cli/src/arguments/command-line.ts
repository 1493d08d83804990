/** The command as a user would type it, for journals and reports. */
export function commandLine(command: string, operands: readonly string[], options: object): string {
  const words = Object.entries(options).flatMap(([name, value]) => wordsOf(name, value));
  return ["spillway", command, ...operands, ...words].map(quoted).join(" ");
}

function wordsOf(name: string, value: unknown): readonly string[] {
  if (name === "aspect") return value === false ? ["--no-aspect"] : [];
  if (name === "device" && value === "host") return [];
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (value === true) return [flag];
  if (typeof value === "string") return [flag, value];
  if (!Array.isArray(value)) return [];
  const texts = value.map(String);
  return name === "budget" ? texts.flatMap((text) => [flag, text]) : [flag, ...texts];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
