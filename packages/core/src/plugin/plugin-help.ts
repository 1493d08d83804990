import type { Json } from "../json.ts";
import type { ArgumentSchema, ArgumentSpec, FileArgument } from "./argument-schema.ts";
import { rangeText, typeNames, typeText } from "./argument-value.ts";
import { settableArguments } from "./bind.ts";
import type { Plugin } from "./plugin.ts";

/** One argument for other programs; `default` is absent where the argument is required. */
export interface ArgumentDescription {
  /** Sorted; with `None` where the argument is nullable. */
  readonly types: readonly string[];
  readonly help: string;
  /** Whether a URI may leave it out. */
  readonly optional: boolean;
  readonly default?: Json;
  readonly options?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly file?: FileArgument;
}

/** A plugin for other programs, as JSON. */
export interface PluginDescription {
  readonly kind: string;
  readonly names: readonly string[];
  readonly help: string;
  /** The arguments that a URI may set: the plugin's own, then the reserved ones. */
  readonly arguments: Readonly<Record<string, ArgumentDescription>>;
}

/** What help shows of a plugin. */
export type DescribablePlugin = Pick<
  Plugin<never, unknown>,
  "kind" | "names" | "help" | "arguments" | "hides"
>;

/** How help is laid out. */
export interface PluginHelpOptions {
  /** The reserved arguments of the family. */
  readonly reserved?: ArgumentSchema;
  /** The columns to keep to; 80 by default. */
  readonly width?: number;
}

const DEFAULT_WIDTH = 80;

/** The arguments and the help of a plugin, as data that JSON can carry. */
export function describePlugin(
  plugin: DescribablePlugin,
  reserved: ArgumentSchema = {},
): PluginDescription {
  const settable = settableOf(plugin, reserved).map(
    ([name, spec]) => [name, describeArgument(spec)] as const,
  );
  return {
    kind: plugin.kind,
    names: plugin.names,
    help: plugin.help,
    arguments: Object.fromEntries(settable),
  };
}

/** The help of a plugin as text: names, arguments with types and defaults, then the help itself, wrapped. */
export function formatPluginHelp(
  plugin: DescribablePlugin,
  { reserved = {}, width = DEFAULT_WIDTH }: PluginHelpOptions = {},
): string {
  const settable = settableOf(plugin, reserved);
  const lines = settable.flatMap(([name, spec]) => [
    `    ${argumentLine(name, spec)}`,
    ...wrap(argumentNotes(spec), width, "        "),
  ]);
  const table = lines.length === 0 ? [] : ["", "  arguments:", ...lines];
  return [plugin.names.join(", "), ...table, "", ...wrap(plugin.help, width, "  ")].join("\n");
}

/** The first line of a plugin's help, for lists. */
export function pluginSummary(plugin: Pick<DescribablePlugin, "help">): string {
  const [first = ""] = plugin.help.trimStart().split("\n");
  return first.trimEnd();
}

function settableOf(
  plugin: DescribablePlugin,
  reserved: ArgumentSchema,
): readonly (readonly [string, ArgumentSpec])[] {
  const hides = plugin.hides ?? [];
  return [...settableArguments({ own: plugin.arguments, reserved, hides })];
}

function describeArgument(spec: ArgumentSpec): ArgumentDescription {
  const { help, options, minimum, maximum, file, nullable, required } = spec;
  const types = [...typeNames(spec.type), ...(nullable === true ? ["None"] : [])];
  return {
    types: types.sort(),
    help,
    optional: required !== true,
    ...(required !== true && { default: jsonDefault(spec.default) }),
    ...(options !== undefined && { options }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(file !== undefined && { file }),
  };
}

/** JSON has no infinities; they are written as a URI writes them. */
function jsonDefault(value: Json | undefined): Json {
  if (typeof value !== "number" || Number.isFinite(value)) return value ?? null;
  if (Number.isNaN(value)) return "nan";
  return value < 0 ? "-inf" : "inf";
}

function argumentLine(name: string, spec: ArgumentSpec): string {
  const typed = `${name}: ${typeText(spec)}`;
  if (spec.required === true) return `${typed} (required)`;
  const initial = jsonDefault(spec.default);
  if (initial === null) return `${typed} (optional)`;
  return `${typed} = ${typeof initial === "string" ? quotedIfNeeded(initial) : JSON.stringify(initial)}`;
}

function quotedIfNeeded(text: string): string {
  return /^[^\s;='"]+$/.test(text) ? text : JSON.stringify(text);
}

function argumentNotes(spec: ArgumentSpec): string {
  const range = rangeText(spec);
  const options = spec.options === undefined ? "" : `One of: ${spec.options.join(", ")}.`;
  return [spec.help, range === "" ? "" : `Must be ${range}.`, options].filter(Boolean).join(" ");
}

/** Fills lines up to `width`. An empty line starts a paragraph, and an indented paragraph keeps its line breaks. */
function wrap(text: string, width: number, indent: string): readonly string[] {
  return text
    .replace(/^\n+|\s+$/g, "")
    .split(/\n[ \t]*\n/)
    .flatMap((paragraph, index) => {
      const lines = /^[ \t]/.test(paragraph)
        ? paragraph.split("\n")
        : fill(paragraph, width - indent.length);
      return [...(index === 0 ? [] : [""]), ...lines.map((line) => `${indent}${line}`)];
    });
}

/** Words joined into lines of at most `width` columns; a longer word has a line of its own. */
function fill(paragraph: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length > width && line !== "") {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
