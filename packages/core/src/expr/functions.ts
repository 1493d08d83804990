/** The unit functions and the bytes that one of each unit is. */
export const UNITS: ReadonlyMap<string, number> = new Map([
  ["kb", 1000],
  ["mb", 1000 ** 2],
  ["gb", 1000 ** 3],
  ["kib", 1024],
  ["mib", 1024 ** 2],
  ["gib", 1024 ** 3],
]);

/** How many arguments a function takes. */
export interface Arity {
  readonly least: number;
  readonly most: number;
  /** For people. */
  readonly words: string;
}

const ONE: Arity = { least: 1, most: 1, words: "1 argument" };
const MANY: Arity = { least: 2, most: Infinity, words: "2 arguments or more" };

/** Every function of the language. */
export const FUNCTIONS: ReadonlyMap<string, Arity> = new Map([
  ...[...UNITS.keys()].map((name) => [name, ONE] as const),
  ["min", MANY],
  ["max", MANY],
  ["abs", ONE],
  ["round", { least: 1, most: 2, words: "1 or 2 arguments" }],
]);

/** The functions of the constraint language. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys()];
