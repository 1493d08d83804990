import { messageOf, SpillwayError } from "@spillway/core";
import { PluginArgumentError, PluginNotFoundError } from "@spillway/core/plugin";
import type { Paint } from "../terminal/paint.ts";

/** An error as the user is told of it. */
export interface FailureReport {
  readonly code: string;
  /** The problem in one line. */
  readonly message: string;
  /** Facts, excerpts and carets, one a line. */
  readonly details: readonly string[];
  /** The error's own fields, such as numbers and paths. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What to do or to type next. */
  readonly hint?: string;
}

/** Describes any error. One that is not Spillway's own is an internal error. */
export function describeFailure(error: unknown): FailureReport {
  const message = messageOf(error);
  if (!(error instanceof SpillwayError)) return internalFailure(message);
  const [problem = "", ...lines] = message.split("\n");
  const stated: readonly string[] = "details" in error ? texts(error.details) : [];
  return {
    code: error.code,
    message: problem,
    details: [...(saySomething(lines) ? lines : []), ...stated],
    fields: ownFields(error),
    hint: hintFor(error),
  };
}

/** The report in the shape `error: …`, indented facts, `try: …`. Ends with a newline. */
export function formatFailure(report: FailureReport, paint: Paint): string {
  const facts = report.details.map((line) => (line.startsWith("  ") ? line : `  ${line}`));
  const hint = report.hint === undefined ? [] : [`  ${paint("cyan", "try:")} ${report.hint}`];
  return `${[`${paint("red", "error:")} ${report.message}`, ...facts, ...hint].join("\n")}\n`;
}

/** The excerpt of an empty text, an empty constraint for instance, is a caret under nothing. */
function saySomething(excerpt: readonly string[]): boolean {
  return excerpt.some((line) => /[^\s^]/.test(line));
}

function internalFailure(message: string): FailureReport {
  return {
    code: "ERR_INTERNAL",
    message: `internal error: ${message}`,
    details: [],
    fields: {},
    hint: "the same command with --verbose shows where; please report it with `spillway probe --markdown`",
  };
}

function hintFor(error: SpillwayError): string {
  if ("hint" in error && typeof error.hint === "string") return error.hint;
  if (error instanceof PluginNotFoundError) return `spillway ${listerOf(error)}`;
  if (error instanceof PluginArgumentError) return `spillway ${listerOf(error)} ${error.plugin}`;
  return `spillway explain ${error.code}`;
}

/** The command that lists the plugins of a kind. */
function listerOf({ kind }: { readonly kind: string }): string {
  return kind === "prompt-weighter" ? "weighters" : "processors";
}

const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  "name",
  "message",
  "stack",
  "cause",
  "code",
  "details",
  "hint",
  "errors",
]);

function ownFields(error: SpillwayError): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(error).filter(([name]) => !TOLD_ELSEWHERE.has(name)));
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
