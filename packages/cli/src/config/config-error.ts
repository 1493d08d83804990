import { didYouMean, excerpt, SpillwayError, suggest, type Span } from "@spillway/core";
import type { ConfigFile } from "./config-tree.ts";

/** What a `ConfigError` is made of. */
export interface ConfigFault {
  readonly file: ConfigFile;
  /** From the root of the file. */
  readonly path: string;
  readonly span: Span | undefined;
  /** A name that is not known, and those that are. */
  readonly unknown?: { readonly name: string; readonly known: readonly string[] } | undefined;
  readonly cause?: unknown;
}

/** A configuration that is not accepted, and the part of it to blame. */
export class ConfigError extends SpillwayError {
  override readonly name: string = "ConfigError";
  readonly code: string = "ERR_CONFIG";
  readonly file: string;
  readonly path: string;
  /** From 1; absent in a module. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** What was probably meant. */
  readonly suggestion: string | undefined;

  constructor(problem: string, fault: ConfigFault) {
    const place = placeIn(fault);
    super(`${problem}\n${facts(fault, place)}`, { cause: fault.cause });
    this.file = fault.file.path;
    this.path = fault.path;
    this.line = place?.line;
    this.column = place?.column;
    this.suggestion = fault.unknown && suggest(fault.unknown.name, fault.unknown.known);
  }
}

/** A constraint of a configured list that is not accepted: the constant, the file, and the place. */
export class ConfigConstraintError extends ConfigError {
  override readonly name: string = "ConfigConstraintError";
  override readonly code = "ERR_EXPRESSION";
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function placeIn({ file, span }: ConfigFault): Place | undefined {
  if (file.text === undefined || span === undefined) return undefined;
  const before = file.text.slice(0, span.start);
  return { line: before.split("\n").length, column: span.start - before.lastIndexOf("\n") };
}

function facts({ file, path, span, unknown }: ConfigFault, place: Place | undefined): string {
  const where = place === undefined ? file.name : `${file.name}:${place.line}:${place.column}`;
  const heading = path === "" ? `  ${where}` : `  ${path} (${where})`;
  const hint = unknown && didYouMean(unknown.name, unknown.known);
  if (file.text === undefined || span === undefined) {
    return hint === undefined ? heading : `${heading}\n    ${hint}`;
  }
  const lines = excerpt(file.text, span).split("\n");
  const shown = [heading, ...lines.map((line) => `  ${line}`)].join("\n");
  return hint === undefined ? shown : `${shown}  ${hint}`;
}
