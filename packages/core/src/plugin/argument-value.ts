import { isRecord } from "../json.ts";
import type { Json } from "../json.ts";
import type { ArgumentSpec, ArgumentType, ArgumentTypeName } from "./argument-schema.ts";
import { withoutNegativeZero } from "./negative-zero.ts";
import { plainValue, readPythonLiteral, type PythonLiteral } from "./python-literal.ts";

/** What came of reading a value; `at` is the offset in the text to blame, when it is not all of it. */
export type ArgumentReading =
  | { readonly kind: "value"; readonly value: Json | undefined }
  | { readonly kind: "problem"; readonly problem: string; readonly at?: number };

/** A value as written in a URI. */
export interface WrittenValue {
  /** With its quotes. */
  readonly raw: string;
  /** Without the quotes around it and their escapes. */
  readonly text: string;
}

type TextTypeName = "str" | "int" | "float" | "bool";

const DIGITS = String.raw`\d(?:_?\d)*`;
const INTEGER = new RegExp(`^[+-]?${DIGITS}$`);
const FLOAT = new RegExp(
  String.raw`^[+-]?(?:${DIGITS}(?:\.(?:${DIGITS})?)?|\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`,
);
const NON_FINITE = /^(?<sign>[+-]?)(?:(?<nan>nan)|inf(?:inity)?)$/i;

/** The types as a person writes them: `int | str`. */
export function typeText(spec: Pick<ArgumentSpec, "type" | "nullable">): string {
  return [...typeNames(spec.type), ...(spec.nullable === true ? ["None"] : [])].join(" | ");
}

/** The members of a union, or the one type. */
export function typeNames(type: ArgumentType): readonly ArgumentTypeName[] {
  return typeof type === "string" ? [type] : type;
}

/** Whether values of `type` are read from plain text, which a URI may quote; the others are Python literals. */
export function isTextType(type: ArgumentType): type is TextTypeName {
  return type === "str" || type === "int" || type === "float" || type === "bool";
}

/** Reads a value written in a URI, and checks it against the options and limits of its argument. */
export function readArgument(spec: ArgumentSpec, written: WrittenValue): ArgumentReading {
  const reading = isTextType(spec.type)
    ? readText(spec.type, written.text)
    : readLiteral(spec, typeNames(spec.type), written);
  if (reading.kind === "problem" || reading.value === undefined) return reading;
  const problem = limitProblem(spec, reading.value);
  return problem === undefined ? reading : { kind: "problem", problem };
}

/** What is wrong with a value that a caller gives or a schema has as its default; undefined when nothing is. */
export function valueProblem(spec: ArgumentSpec, value: Json): string | undefined {
  if (value === null && spec.nullable === true) return undefined;
  if (!typeNames(spec.type).some((type) => isOfType(type, value))) return mustBe(spec.type);
  return limitProblem(spec, value);
}

function readText(type: TextTypeName, text: string): ArgumentReading {
  const value = fromText(type, text);
  return value === undefined
    ? { kind: "problem", problem: mustBe(type) }
    : { kind: "value", value };
}

function fromText(type: TextTypeName, text: string): string | number | boolean | undefined {
  switch (type) {
    case "str":
      return text;
    case "int":
      return integerFrom(text);
    case "float":
      return floatFrom(text);
    case "bool":
      return booleanFrom(text);
  }
}

/** Python's `int(text)`, up to 2^53 - 1. */
function integerFrom(text: string): number | undefined {
  if (!INTEGER.test(text)) return undefined;
  const value = Number(text.replaceAll("_", ""));
  return Number.isSafeInteger(value) ? withoutNegativeZero(value) : undefined;
}

/** Python's `float(text)`. */
function floatFrom(text: string): number | undefined {
  if (FLOAT.test(text)) return withoutNegativeZero(Number(text.replaceAll("_", "")));
  const special = NON_FINITE.exec(text)?.groups;
  if (special === undefined) return undefined;
  if (special["nan"] !== undefined) return NaN;
  return special["sign"] === "-" ? -Infinity : Infinity;
}

function booleanFrom(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === "true" || (lower === "false" ? false : undefined);
}

function readLiteral(
  spec: ArgumentSpec,
  types: readonly ArgumentTypeName[],
  { raw }: WrittenValue,
): ArgumentReading {
  const reading = readPythonLiteral(raw);
  const literal = reading.kind === "literal" ? reading.literal : boolLiteral(types, raw);
  if (literal !== undefined) {
    if (literal.kind === "none" && spec.nullable === true)
      return { kind: "value", value: undefined };
    if (types.some((type) => literalFits(type, literal))) {
      return { kind: "value", value: plainValue(literal) };
    }
  }
  if (types.includes("str") || types.includes("literal")) return { kind: "value", value: raw };
  const problem = mustBe(spec.type);
  if (reading.kind === "literal") return { kind: "problem", problem };
  return { kind: "problem", problem: `${problem}: ${reading.problem}`, at: reading.at };
}

/** In a union, `true` and `false` may be of any case, as they may where `bool` stands alone. */
function boolLiteral(types: readonly ArgumentTypeName[], raw: string): PythonLiteral | undefined {
  const value = types.includes("bool") ? booleanFrom(raw) : undefined;
  return value === undefined ? undefined : { kind: "bool", value };
}

function literalFits(type: ArgumentTypeName, literal: PythonLiteral): boolean {
  if (type === "literal" || literal.kind === type) return true;
  return type === "float" && literal.kind === "int";
}

function isOfType(type: ArgumentTypeName, value: Json): boolean {
  switch (type) {
    case "str":
      return typeof value === "string";
    case "int":
      return Number.isSafeInteger(value);
    case "float":
      return typeof value === "number";
    case "bool":
      return typeof value === "boolean";
    case "list":
    case "tuple":
    case "set":
      return Array.isArray(value);
    case "dict":
      return isRecord(value);
    case "literal":
      return true;
  }
}

function limitProblem(spec: ArgumentSpec, value: Json): string | undefined {
  if (spec.options !== undefined && !spec.options.some((option) => option === value)) {
    return `must be one of ${spec.options.join(", ")}`;
  }
  if (typeof value !== "number") return undefined;
  if (!Number.isFinite(value) && spec.nonFinite !== true) return "must be a finite number";
  const { minimum = -Infinity, maximum = Infinity } = spec;
  return value < minimum || value > maximum ? `must be ${rangeText(spec)}` : undefined;
}

/** The limits of a number in words: `1 or more`, `from 1 to 8`; empty when there are none. */
export function rangeText({ minimum, maximum }: Pick<ArgumentSpec, "minimum" | "maximum">): string {
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${minimum} or more`;
  return maximum === undefined ? "" : `${maximum} or less`;
}

const DESCRIPTIONS: Readonly<Record<ArgumentTypeName, string>> = {
  str: "text",
  int: "an integer",
  float: "a number",
  bool: "true or false",
  list: "a list such as [1, 2]",
  tuple: "a tuple such as (1, 2)",
  set: "a set such as {1, 2}",
  dict: "a dictionary such as {'a': 1}",
  literal: "a literal",
};

function mustBe(type: ArgumentType): string {
  return `must be ${typeNames(type)
    .map((name) => DESCRIPTIONS[name])
    .join(" or ")}`;
}
