import { InvalidArgumentError } from "../errors.ts";
import { FUNCTION_NAMES } from "./functions.ts";
import { isKeyword } from "./syntax-problem.ts";

/** A figure that a constraint can name. */
export interface Variable {
  /** The canonical name, under which its value is given. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** An `int` takes whole numbers of any size, a `float` any number. Either may be Infinity, for unlimited. */
  readonly type: "int" | "float";
  /** One sentence for people. */
  readonly help: string;
}

/** The variables that a constraint may name. */
export type Scope = readonly Variable[];

/** What a device's reading says, under the names that every list sees. */
export const readingVariables: Scope = Object.freeze([
  variable("used", ["u"], "int", "bytes in use: by this process on the host, by all on a GPU"),
  variable("used_percent", ["up"], "float", "used as a percentage of used + available"),
  variable("used_total_percent", ["utp"], "float", "used as a percentage of total"),
  variable("available", ["a"], "int", "bytes that can still be taken"),
  variable("total", ["t"], "int", "bytes that the device has"),
]);

/** What is about to be loaded. The aliases are the words of the pools, and mean the same in every list. */
export const memoryRequired: Variable = variable(
  "memory_required",
  [
    "weighter_size",
    "processor_size",
    "pipeline_size",
    "unet_size",
    "transformer_size",
    "vae_size",
    "text_encoder_size",
    "image_encoder_size",
    "controlnet_size",
    "adapter_size",
    "upscaler_size",
  ],
  "int",
  "bytes that are about to be needed",
);

/** The total of a pool. Only cache lists see it. */
export const cacheSize: Variable = variable("cache_size", [], "int", "bytes that the pool holds");

/** Every variable of the language, as cache lists see it. */
export const constraintScope: Scope = Object.freeze([
  ...readingVariables,
  memoryRequired,
  cacheSize,
]);

/** The names to give as `hiddenNames` for the lists that belong to no single cache. */
export const hiddenOutsideCacheLists: ReadonlyMap<string, string> = new Map([
  [cacheSize.name, "is only visible to cache lists"],
]);

/** A scope by name and alias. @throws InvalidArgumentError when two variables share a name, or one takes a function's or keyword's. */
export function indexScope(scope: Scope): ReadonlyMap<string, Variable> {
  const index = new Map<string, Variable>();
  for (const entry of scope) {
    for (const name of [entry.name, ...entry.aliases]) {
      const problem = nameProblem(name, index);
      if (problem !== undefined)
        throw new InvalidArgumentError(`variable name ${problem}: \`${name}\``);
      index.set(name, entry);
    }
  }
  return index;
}

function nameProblem(name: string, taken: ReadonlyMap<string, Variable>): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
    return "is not a letter and then letters, digits and _";
  if (FUNCTION_NAMES.includes(name)) return "is taken by a function";
  if (isKeyword(name)) return "is taken by a keyword";
  return taken.has(name) ? "is taken by another variable" : undefined;
}

function variable(
  name: string,
  aliases: readonly string[],
  type: Variable["type"],
  help: string,
): Variable {
  return Object.freeze({ name, aliases: Object.freeze(aliases), type, help });
}
