import type { ArgumentSchema, ArgumentSpec, ArgumentType } from "./argument-schema.ts";
import { valueProblem } from "./argument-value.ts";
import type { AnyPlugin } from "./plugin.ts";

const TYPES: ReadonlySet<unknown> = new Set([
  "str",
  "int",
  "float",
  "bool",
  "list",
  "tuple",
  "set",
  "dict",
  "literal",
]);

/** A name that a URI can carry: no spaces, quotes, `;` or `=`. */
const NAME = /^[^\s;='"]+$/;

/**
 * What is wrong with a plugin: its shape, since modules in plain JavaScript are not type-checked, and what types cannot
 * say, such as a default outside its limits. Undefined when nothing is.
 */
export function definitionProblem(plugin: AnyPlugin, reserved: ArgumentSchema): string | undefined {
  const [first] = definitionProblems(plugin, reserved);
  return first;
}

function* definitionProblems(plugin: AnyPlugin, reserved: ArgumentSchema): Generator<string> {
  yield* headProblems(plugin);
  for (const name of plugin.hides ?? []) {
    if (!Object.hasOwn(reserved, name)) yield `it hides \`${name}\`, which is no reserved argument`;
  }
  for (const [name, spec] of Object.entries(plugin.arguments)) {
    if (Object.hasOwn(reserved, name)) yield `argument \`${name}\` is reserved`;
    if (!NAME.test(name)) yield `a URI cannot carry an argument named \`${name}\``;
    for (const problem of specProblems(spec)) yield `argument \`${name}\` ${problem}`;
  }
}

function* headProblems(
  plugin: Readonly<Record<"names" | "help" | "create" | "arguments", unknown>>,
): Generator<string> {
  const { names, help, create, arguments: schema } = plugin;
  if (!Array.isArray(names) || names.length === 0) yield "`names` must be a list of names";
  else if (!names.every(isName)) yield "a name must be text without spaces, quotes, `;` and `=`";
  if (!isText(help)) yield "`help` must be text";
  if (typeof schema !== "object" || schema === null) yield "`arguments` must be an object";
  if (typeof create !== "function") yield "`create` must be a function";
}

function* specProblems(spec: Partial<ArgumentSpec> | undefined): Generator<string> {
  if (typeof spec !== "object" || !isType(spec.type)) {
    yield `has the unknown type ${JSON.stringify(spec?.type)}`;
    return;
  }
  const { type, help, options, required, default: initial } = spec;
  if (!isText(help)) yield "has no help";
  if (options?.length === 0) yield "has an empty list of options";
  if (initial === undefined) return;
  if (required === true) yield "is required and has a default";
  const problem = valueProblem({ ...spec, type, help: "" }, initial);
  if (problem !== undefined) yield `has the default ${JSON.stringify(initial)}, which ${problem}`;
}

function isType(type: ArgumentType | undefined): type is ArgumentType {
  return typeof type === "string" ? TYPES.has(type) : isUnion(type);
}

function isUnion(type: unknown): boolean {
  return Array.isArray(type) && type.length > 0 && type.every((member) => TYPES.has(member));
}

function isName(name: unknown): boolean {
  return typeof name === "string" && NAME.test(name);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}
