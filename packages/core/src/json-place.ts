/**
 * Finds columns in a line of JSON, for error messages: where the syntax breaks, and where a field's value starts.
 * It only runs once a line is known to be bad, so the reader itself can use the platform's parser.
 */

const TOKEN =
  /\s*(?:"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|[{}[\],:]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

interface Token {
  readonly text: string;
  /** 0-based offset of its first character. */
  readonly start: number;
  readonly depth: number;
}

/** The 1-based column at which `line` stops being JSON: the first character that no token starts, or its end. */
export function brokenColumn(line: string): number {
  const tokens = tokenize(line);
  for (let end = 1; end <= tokens.length; end++) {
    const token = tokens[end - 1];
    if (token !== undefined && !continues(tokens.slice(0, end))) return token.start + 1;
  }
  const last = tokens.at(-1);
  const end = last === undefined ? 0 : last.start + last.text.length;
  return line.slice(end).search(/\S|$/) + end + 1;
}

/** The 1-based column of the value of the outermost field `name`; the column of the whole object when it is absent. */
export function fieldColumn(line: string, name: string): number {
  const tokens = tokenize(line);
  for (const [index, token] of tokens.entries()) {
    const named = token.depth === 1 && token.text === JSON.stringify(name);
    if (!named || tokens[index + 1]?.text !== ":") continue;
    return (tokens[index + 2]?.start ?? line.length) + 1;
  }
  return (tokens[0]?.start ?? 0) + 1;
}

function tokenize(line: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(line); match !== null; match = TOKEN.exec(line)) {
    const text = match[0].trimStart();
    if (text === "}" || text === "]") depth -= 1;
    tokens.push({ text, start: TOKEN.lastIndex - text.length, depth });
    if (text === "{" || text === "[") depth += 1;
  }
  return tokens;
}

/** After these a value has to follow, or an object or list that is empty. */
const OPENERS: ReadonlySet<string> = new Set(["{", "[", ",", ":"]);
const SEPARATORS: ReadonlySet<string> = new Set([",", ":"]);
const CLOSERS: ReadonlySet<string> = new Set(["}", "]"]);

/** Whether the last of `tokens` may follow the one before it. */
function continues(tokens: readonly Token[]): boolean {
  const token = tokens.at(-1)?.text ?? "";
  const before = tokens.at(-2)?.text;
  if (before === undefined) return token === "{";
  if (SEPARATORS.has(token)) return !OPENERS.has(before);
  if (CLOSERS.has(token)) return !SEPARATORS.has(before);
  return OPENERS.has(before);
}
