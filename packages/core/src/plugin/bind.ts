import type { Json } from "../json.ts";
import type { Span } from "../text-span.ts";
import type { ArgumentSchema, ArgumentSpec, ArgumentsOf } from "./argument-schema.ts";
import { isTextType, readArgument, typeText, valueProblem } from "./argument-value.ts";
import type { ArgumentProblem } from "./plugin.ts";
import {
  PluginArgumentError,
  PluginUriError,
  type PluginArgumentFailure,
} from "./plugin-errors.ts";
import type { PluginUri, PluginUriArgument } from "./plugin-uri.ts";
import { unescape } from "./quoted-text.ts";

/** Values that a caller gives, which replace defaults; `undefined` gives nothing. */
export type ArgumentOverrides = Readonly<Record<string, Json | undefined>>;

/** The arguments that one plugin takes. */
export interface AcceptedArguments {
  readonly own: ArgumentSchema;
  readonly reserved: ArgumentSchema;
  /** Reserved arguments that a URI may not set. */
  readonly hides: readonly string[];
}

/** What to bind: a URI, the plugin it names, and the caller's values. */
export interface BindRequest {
  readonly uri: PluginUri;
  readonly kind: string;
  readonly accepts: AcceptedArguments;
  readonly overrides: ArgumentOverrides;
}

/** The value of every argument, by name. */
export interface BoundArguments {
  readonly own: ArgumentsOf<ArgumentSchema>;
  readonly reserved: ArgumentsOf<ArgumentSchema>;
}

type Values = ReadonlyMap<string, Json | undefined>;

/** The arguments that a URI may set: the plugin's own, then the reserved ones. */
export function settableArguments(accepts: AcceptedArguments): ReadonlyMap<string, ArgumentSpec> {
  const { own, reserved, hides } = accepts;
  const shared = Object.entries(reserved).filter(([name]) => !hides.includes(name));
  const settable = [...Object.entries(own), ...shared].filter(([, spec]) => spec.hidden !== true);
  return new Map(settable);
}

/**
 * Gives every argument its value: from the URI, else from the caller, else its default.
 * @throws PluginArgumentError, PluginUriError
 */
export function bindArguments(request: BindRequest): BoundArguments {
  const { own, reserved } = request.accepts;
  const given = new Map([...callerValues(request), ...writtenValues(request)]);
  return { own: complete(request, own, given), reserved: complete(request, reserved, given) };
}

/** The error for a value that the plugin itself refuses, at the place where it was written. */
export function refusal(
  { uri, kind }: Pick<BindRequest, "uri" | "kind">,
  { argument, problem }: ArgumentProblem,
): PluginArgumentError {
  const written = uri.arguments.find(({ name }) => name === argument);
  return failed(uri, kind, {
    argument,
    problem: `argument \`${argument}\` ${problem}`,
    ...(written && { value: written.value }),
    span: written?.valueSpan ?? uri.nameSpan,
  });
}

function writtenValues(request: BindRequest): Values {
  const settable = settableArguments(request.accepts);
  const values = new Map<string, Json | undefined>();
  for (const argument of request.uri.arguments) {
    const spec = settable.get(argument.name);
    if (spec === undefined) throw unknownArgument(request, argument, [...settable.keys()]);
    if (values.has(argument.name)) throw repeatedArgument(request, argument);
    values.set(argument.name, writtenValue(request, argument, spec));
  }
  return values;
}

function writtenValue(
  { uri, kind }: BindRequest,
  argument: PluginUriArgument,
  spec: ArgumentSpec,
): Json | undefined {
  const { name, value: raw, valueSpan } = argument;
  const text = isTextType(spec.type) ? unquoted(uri, argument) : raw;
  const reading = readArgument(spec, { raw, text });
  if (reading.kind === "value") return reading.value;
  const { problem, at } = reading;
  throw failed(uri, kind, {
    argument: name,
    problem: `argument \`${name}\` ${problem}; got \`${raw}\``,
    expected: typeText(spec),
    value: raw,
    span: at === undefined ? valueSpan : { start: valueSpan.start + at, end: valueSpan.start + at },
  });
}

/** The text of a value that may be quoted as a whole, never in part. */
function unquoted(uri: PluginUri, argument: PluginUriArgument): string {
  const { name, value, quoted, quotes } = argument;
  if (quoted) return unescape(value.slice(1, -1));
  const [piece] = quotes;
  if (piece === undefined) return value;
  throw new PluginUriError(
    `plugin \`${uri.name}\`: argument \`${name}\` is quoted in part; put quotes around the whole value`,
    { source: uri.source, span: piece },
  );
}

function callerValues({ uri, kind, accepts, overrides }: BindRequest): Values {
  const specs = new Map([...Object.entries(accepts.own), ...Object.entries(accepts.reserved)]);
  const values = new Map<string, Json | undefined>();
  for (const [argument, value] of Object.entries(overrides)) {
    if (value === undefined) continue;
    const spec = specs.get(argument);
    const problem = spec === undefined ? "is not known" : valueProblem(spec, value);
    if (spec === undefined || problem !== undefined) {
      throw failed(uri, kind, {
        argument,
        problem: `argument \`${argument}\`, given by the caller as ${JSON.stringify(value)}, ${problem}`,
        value: JSON.stringify(value),
        ...(spec === undefined ? { validNames: [...specs.keys()] } : { expected: typeText(spec) }),
      });
    }
    values.set(argument, plain(spec, value));
  }
  return values;
}

function complete(
  { uri, kind }: BindRequest,
  schema: ArgumentSchema,
  given: Values,
): ArgumentsOf<ArgumentSchema> {
  const entries = Object.entries(schema).map(([name, spec]) => {
    if (given.has(name)) return [name, given.get(name)] as const;
    if (spec.required !== true) return [name, plain(spec, spec.default)] as const;
    const expected = typeText(spec);
    throw failed(uri, kind, {
      argument: name,
      problem: `the required argument \`${name}\` (${expected}) is missing; add ;${name}=…`,
      expected,
      span: uri.nameSpan,
    });
  });
  return Object.fromEntries(entries);
}

/** `None` as the plugin sees it: absent where the argument is nullable, else the literal. */
function plain(spec: ArgumentSpec, value: Json | undefined): Json | undefined {
  return value === null && spec.nullable === true ? undefined : value;
}

function unknownArgument(
  { uri, kind }: BindRequest,
  { name, nameSpan }: PluginUriArgument,
  validNames: readonly string[],
): PluginArgumentError {
  return failed(uri, kind, {
    argument: name,
    problem: `unknown argument \`${name}\``,
    validNames,
    span: nameSpan,
  });
}

function repeatedArgument(
  { uri, kind }: BindRequest,
  { name, value, nameSpan }: PluginUriArgument,
): PluginArgumentError {
  const problem = `argument \`${name}\` is given twice; drop one of the two`;
  return failed(uri, kind, { argument: name, problem, value, span: nameSpan });
}

function failed(
  uri: PluginUri,
  kind: string,
  { span, ...failure }: Omit<PluginArgumentFailure, "kind" | "plugin" | "place"> & { span?: Span },
): PluginArgumentError {
  const place = span && { source: uri.source, span };
  return new PluginArgumentError({ kind, plugin: uri.name, ...failure, ...(place && { place }) });
}
