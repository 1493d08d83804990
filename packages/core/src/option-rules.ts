import { didYouMean } from "./suggest.ts";

/** Says what an option must be, for a value that is not; undefined for one that is. */
export type Rule = (value: unknown) => string | undefined;

/** A rule for each option that there is. */
export type Rules<Options> = { readonly [K in keyof Required<Options>]: Rule };

/** An option that does not exist or breaks its rule; the problem reads on from its name. */
export interface WrongOption {
  readonly field: string;
  readonly problem: string;
}

/** Options without those that are stated to be undefined, which means absent. */
export function stated<Options extends object>(options: Options): Options {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(options);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Options;
}

/** The first wrong one of some options: names before values, then in the order of the rules. */
export function wrongOption<Options extends object>(
  options: Options,
  rules: Rules<Options>,
): WrongOption | undefined {
  const byName = new Map<string, Rule>(Object.entries(rules));
  const values = new Map<string, unknown>(Object.entries(options));
  for (const field of values.keys()) {
    if (!byName.has(field)) return { field, problem: unknownName(field, [...byName.keys()]) };
  }
  for (const [field, rule] of byName) {
    const problem = values.has(field) ? rule(values.get(field)) : undefined;
    if (problem !== undefined) return { field, problem };
  }
  return undefined;
}

/** Says what a value must be and what it is, unless it is that. */
export function must(be: string, value: unknown, holds: boolean): string | undefined {
  if (holds) return undefined;
  return `must be ${be}, got ${shown(value)}`;
}

export function above(limit: number): Rule {
  return (value) =>
    must(`greater than ${limit}`, value, typeof value === "number" && value > limit);
}

export function atLeast(least: number): Rule {
  return (value) => must(`at least ${least}`, value, typeof value === "number" && value >= least);
}

export function oneOf(words: readonly string[]): Rule {
  return (value) => {
    if (typeof value === "string" && words.includes(value)) return undefined;
    const problem = must(`one of ${words.join(", ")}`, value, false);
    const hint = typeof value === "string" ? didYouMean(value, words) : undefined;
    return hint === undefined ? problem : `${problem}; ${hint}`;
  };
}

/** `atLeast`, for what is counted. */
export function wholeFrom(least: number): Rule {
  const isWhole = (value: unknown): boolean =>
    Number.isSafeInteger(value) && Number(value) >= least;
  return (value) => must(`a whole number from ${least}`, value, isWhole(value));
}

export const isNumber: Rule = (value) =>
  must("a number", value, typeof value === "number" && !Number.isNaN(value));

export const isObject: Rule = (value) =>
  must("an object", value, typeof value === "object" && value !== null && !Array.isArray(value));

export const isList: Rule = (value) => must("a list", value, Array.isArray(value));

export const isFlag: Rule = (value) => must("true or false", value, typeof value === "boolean");

export const isName: Rule = (value) => must("a name", value, typeof value === "string");

export const isFunction: Rule = (value) => must("a function", value, typeof value === "function");

function shown(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
    case "boolean":
    case "undefined":
      return String(value);
    default:
      return value === null ? "null" : `a value of type ${typeof value}`;
  }
}

function unknownName(field: string, known: readonly string[]): string {
  return `is no option; ${didYouMean(field, known) ?? `known are ${known.join(", ")}`}`;
}
