import { SpillwayError } from "../errors.ts";
import { didYouMean, suggest } from "../suggest.ts";
import { excerpt, type Span } from "../text-span.ts";

/** A part of a source text, for an error to point at. */
export interface Place {
  readonly source: string;
  readonly span: Span;
}

/** A plugin URI whose text cannot be read, and the part of it to blame. */
export class PluginUriError extends SpillwayError {
  override readonly name: string = "PluginUriError";
  readonly code = "ERR_PLUGIN_URI";
  readonly source: string;
  readonly span: Span;

  constructor(problem: string, place: Place, options?: ErrorOptions) {
    super(`${problem}\n${excerpt(place.source, place.span)}`, options);
    this.source = place.source;
    this.span = place.span;
  }
}

/** What a `PluginArgumentError` is made of. */
export interface PluginArgumentFailure {
  /** The family, such as `image-processor`. */
  readonly kind: string;
  readonly plugin: string;
  readonly argument: string;
  /** What is wrong, in lower case, without the plugin's name. */
  readonly problem: string;
  /** The type it must have, such as `int` or `int | str`. */
  readonly expected?: string;
  /** The value as it was written; JSON where the caller gave it. */
  readonly value?: string;
  /** The arguments that a URI may set; given when the name is what is wrong. */
  readonly validNames?: readonly string[];
  /** Where in the URI; absent for a value that the caller gave. */
  readonly place?: Place;
}

/** An argument that a plugin does not take, lacks, has twice, or whose value it refuses. */
export class PluginArgumentError extends SpillwayError {
  override readonly name: string = "PluginArgumentError";
  readonly code = "ERR_PLUGIN_ARGUMENT";
  readonly kind: string;
  readonly plugin: string;
  readonly argument: string;
  readonly expected: string | undefined;
  readonly value: string | undefined;
  readonly validNames: readonly string[] | undefined;
  readonly suggestion: string | undefined;
  readonly source: string | undefined;
  readonly span: Span | undefined;

  constructor(failure: PluginArgumentFailure, options?: ErrorOptions) {
    super(argumentMessage(failure), options);
    this.kind = failure.kind;
    this.plugin = failure.plugin;
    this.argument = failure.argument;
    this.expected = failure.expected;
    this.value = failure.value;
    this.validNames = failure.validNames;
    this.suggestion = failure.validNames && suggest(failure.argument, failure.validNames);
    this.source = failure.place?.source;
    this.span = failure.place?.span;
  }
}

/** What a `PluginNotFoundError` is made of. */
export interface PluginNotFound {
  readonly kind: string;
  readonly plugin: string;
  /** Every name of the family, sorted. */
  readonly names: readonly string[];
  readonly suggestion: string | undefined;
  readonly place: Place;
}

/** A URI that names no plugin of the family. */
export class PluginNotFoundError extends SpillwayError {
  override readonly name: string = "PluginNotFoundError";
  readonly code = "ERR_PLUGIN_NOT_FOUND";
  readonly kind: string;
  readonly plugin: string;
  /** Every name of the family, sorted. */
  readonly names: readonly string[];
  readonly suggestion: string | undefined;
  readonly source: string;
  readonly span: Span;

  constructor({ kind, plugin, names, suggestion, place }: PluginNotFound) {
    const known = names.length === 0 ? "there are none" : `there are: ${names.join(", ")}`;
    super(
      `no ${noun(kind)} named \`${plugin}\`\n${pointer(place, didYouMean(plugin, names))}\n  ${known}`,
    );
    this.kind = kind;
    this.plugin = plugin;
    this.names = names;
    this.suggestion = suggestion;
    this.source = place.source;
    this.span = place.span;
  }
}

/** A second plugin under a name that is taken. */
export class PluginDuplicateError extends SpillwayError {
  override readonly name: string = "PluginDuplicateError";
  readonly code = "ERR_PLUGIN_DUPLICATE";
  readonly kind: string;
  readonly plugin: string;

  constructor(kind: string, plugin: string) {
    super(
      `the ${noun(kind)} name \`${plugin}\` is already taken; give one of the two another name`,
    );
    this.kind = kind;
    this.plugin = plugin;
  }
}

/** A plugin whose definition contradicts itself or its family; a mistake of its author, not of its user. */
export class PluginDefinitionError extends SpillwayError {
  override readonly name: string = "PluginDefinitionError";
  readonly code = "ERR_PLUGIN_DEFINITION";
  readonly kind: string;
  readonly plugin: string;

  constructor(kind: string, plugin: string, problem: string) {
    super(`${noun(kind)} \`${plugin}\` is not well defined: ${problem}`);
    this.kind = kind;
    this.plugin = plugin;
  }
}

/** A module of plugins that cannot be used; `cause` is what it threw, where it threw. */
export class PluginModuleError extends SpillwayError {
  override readonly name: string = "PluginModuleError";
  readonly code = "ERR_PLUGIN_MODULE";
  /** As it was asked for. */
  readonly path: string;
  /** The file it was resolved to. */
  readonly file: string | undefined;

  constructor(
    path: string,
    problem: string,
    options: ErrorOptions & { readonly file?: string } = {},
  ) {
    const where = options.file === undefined || options.file === path ? "" : ` (${options.file})`;
    super(`plugin module ${path}${where}: ${problem}`, options);
    this.path = path;
    this.file = options.file;
  }
}

/** A family's name in a sentence: `image-processor` is an `image processor`. */
export function noun(kind: string): string {
  return kind.replaceAll("-", " ");
}

function argumentMessage(failure: PluginArgumentFailure): string {
  const { kind, plugin, argument, problem, place, validNames } = failure;
  const hint = validNames && didYouMean(argument, validNames);
  const lines = [`${noun(kind)} \`${plugin}\`: ${problem}`];
  if (place !== undefined) lines.push(pointer(place, hint));
  if (validNames !== undefined) lines.push(`  ${takes(validNames)}`);
  return lines.join("\n");
}

function pointer(place: Place, hint: string | undefined): string {
  const pointed = excerpt(place.source, place.span);
  return hint === undefined ? pointed : `${pointed}  ${hint}`;
}

function takes(names: readonly string[]): string {
  return names.length === 0 ? "it takes no arguments" : `it takes: ${names.join(", ")}`;
}
