import type { Json } from "../json.ts";

/** What each argument type gives to a plugin. Python's containers arrive as plain arrays and objects. */
export interface ArgumentValues {
  readonly str: string;
  readonly int: number;
  readonly float: number;
  readonly bool: boolean;
  readonly list: readonly Json[];
  readonly tuple: readonly Json[];
  /** Without repeats, in the order written. */
  readonly set: readonly Json[];
  readonly dict: { readonly [key: string]: Json };
  /** Any Python literal; a text that is none stands for itself. */
  readonly literal: Json;
}

/** The name of one type. */
export type ArgumentTypeName = keyof ArgumentValues;

/** One type, or a union: the first member that the value fits, in the order given. */
export type ArgumentType = ArgumentTypeName | readonly ArgumentTypeName[];

/** What a file argument names, for tools that offer a file chooser. */
export interface FileArgument {
  readonly mode: "in" | "out" | "dir";
  /** File name endings without the dot, such as `png`; any when absent. */
  readonly types?: readonly string[];
}

/** One argument of a plugin. Without `default` and `required` it is optional, and `undefined` when not given. */
export interface ArgumentSpec {
  readonly type: ArgumentType;
  readonly help: string;
  readonly default?: Json;
  readonly required?: true;
  /**
   * Accepts `None`, which the plugin sees as `undefined`. Only types that are read as Python literals (containers,
   * `literal` and unions) can be written as `None`; of the others the argument is left out.
   */
  readonly nullable?: true;
  /** The only values accepted. */
  readonly options?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Lets a `float` be `inf` or `nan`. */
  readonly nonFinite?: true;
  readonly file?: FileArgument;
  /** Not settable by URI, and not mentioned in help. A caller may still set it. */
  readonly hidden?: true;
}

/** The arguments of a plugin by name, in the order help shows them. Names have dashes: `output-file`. */
export type ArgumentSchema = Readonly<Record<string, ArgumentSpec>>;

/** The values that a plugin with schema `S` is created with. */
export type ArgumentsOf<S extends ArgumentSchema> = {
  readonly [Name in keyof S]: ValueOf<S[Name]>;
};

type ValueOf<A extends ArgumentSpec> = GivenValue<A> | AbsentValue<A>;

type GivenValue<A extends ArgumentSpec> = A extends { readonly options: readonly (infer Option)[] }
  ? Option
  : ValueOfType<A["type"]>;

type AbsentValue<A extends ArgumentSpec> = A extends { readonly nullable: true }
  ? undefined
  : A extends { readonly required: true } | { readonly default: Json }
    ? never
    : undefined;

type ValueOfType<T extends ArgumentType> = T extends readonly ArgumentTypeName[]
  ? ArgumentValues[T[number]]
  : T extends ArgumentTypeName
    ? ArgumentValues[T]
    : never;
