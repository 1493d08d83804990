import { ByteSizeError, parseBytes, type Bytes } from "@spillway/core";
import { ConfigError } from "./config-error.ts";
import { kindWords, type ConfigEntry, type ConfigValue } from "./config-tree.ts";
import { parseDuration } from "./duration.ts";

/** Readers of one value each. All throw ConfigError with the place of what is wrong. */

export function entriesOf(value: ConfigValue): readonly ConfigEntry[] {
  if (value.content.kind === "nothing") return [];
  if (value.content.kind !== "map") throw wrongKind(value, "a mapping");
  return value.content.entries;
}

/** The entries of a mapping whose keys may be of any case, each of them once. `meaning` is what a key stands for. */
export function distinctEntriesOf(
  value: ConfigValue,
  meaning = (key: string): string => key.toLowerCase(),
): readonly ConfigEntry[] {
  const stated = new Map<string, string>();
  for (const { key, value: again } of entriesOf(value)) {
    const first = stated.get(meaning(key));
    if (first !== undefined) throw fault(again, `is stated twice, first as \`${first}\``);
    stated.set(meaning(key), key);
  }
  return entriesOf(value);
}

export function textOf(value: ConfigValue): string {
  if (value.content.kind !== "text") throw wrongKind(value, "a text");
  return value.content.value;
}

export function numberOf(value: ConfigValue): number {
  if (value.content.kind !== "number") throw wrongKind(value, "a number");
  return value.content.value;
}

export function booleanOf(value: ConfigValue): boolean {
  if (value.content.kind !== "boolean") throw wrongKind(value, "true or false");
  return value.content.value;
}

export function listOf(value: ConfigValue): readonly ConfigValue[] {
  if (value.content.kind === "list") return value.content.items;
  if (value.content.kind === "nothing") return [];
  const advice = value.content.kind === "text" ? "; write it as a list of one" : "";
  throw fault(value, `must be a list of texts, not ${kindWords(value.content)}${advice}`);
}

export function textsOf(value: ConfigValue): readonly string[] {
  return listOf(value).map(textOf);
}

/** `512MB`, or a number of bytes. */
export function sizeOf(value: ConfigValue): Bytes {
  const { content } = value;
  if (content.kind !== "text" && content.kind !== "number") throw wrongKind(value, "a size");
  try {
    return parseBytes(String(content.value));
  } catch (cause) {
    if (!(cause instanceof ByteSizeError)) throw cause;
    throw fault(value, cause.message);
  }
}

/** A size that has room. */
export function budgetOf(value: ConfigValue): Bytes {
  const size = sizeOf(value);
  if (size > 0) return size;
  throw fault(value, "is 0, no room at all; leave it out for no budget");
}

/** `30s`, `5m`, or a number of seconds; in milliseconds. */
export function durationOf(value: ConfigValue): number {
  const { content } = value;
  if (content.kind !== "text" && content.kind !== "number") throw wrongKind(value, "a time");
  const duration = parseDuration(String(content.value));
  if (duration !== undefined) return duration;
  throw fault(value, "is no time; write seconds, or a time such as 500ms, 30s, 5m or 1h");
}

/** One of the given words. */
export function choiceOf<const Word extends string>(
  value: ConfigValue,
  words: readonly Word[],
): Word {
  const text = textOf(value);
  const chosen = words.find((word) => word === text);
  if (chosen !== undefined) return chosen;
  throw new ConfigError(`${value.path} must be one of ${words.join(", ")}, not \`${text}\``, {
    ...value,
    unknown: { name: text, known: words },
  });
}

/** A value that breaks a rule. */
export function fault(value: ConfigValue, problem: string): ConfigError {
  return new ConfigError(`${value.path === "" ? "a configuration" : value.path} ${problem}`, value);
}

/** A key that does not exist. */
export function unknownKey(entry: ConfigEntry, known: readonly string[]): ConfigError {
  return unknownName(entry, `unknown key \`${entry.key}\` in the configuration`, known);
}

/** A key that names what the command does not have: a pool, a device. All that it has are told. */
export function unknownThing(
  what: string,
  entry: ConfigEntry,
  known: readonly string[],
): ConfigError {
  const problem = `unknown ${what} \`${entry.key}\` in the configuration`;
  return unknownName(entry, `${problem}; there are ${known.join(", ")}`, known);
}

function unknownName(entry: ConfigEntry, problem: string, known: readonly string[]): ConfigError {
  const { file, path } = entry.value;
  const unknown = { name: entry.key, known };
  return new ConfigError(problem, { file, path, span: entry.keySpan, unknown });
}

function wrongKind(value: ConfigValue, wanted: string): ConfigError {
  return fault(value, `must be ${wanted}, not ${kindWords(value.content)}`);
}
