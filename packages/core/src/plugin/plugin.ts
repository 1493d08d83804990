import type { ArgumentSchema, ArgumentsOf } from "./argument-schema.ts";

/** A named thing that a user asks for by URI, such as an image processor, with the arguments it takes. */
export interface Plugin<Context, Instance, S extends ArgumentSchema = ArgumentSchema> {
  /** The family it belongs to, such as `image-processor`; it is added to the registry of that kind. */
  readonly kind: string;
  /** The name and its aliases, case sensitive. */
  readonly names: readonly [string, ...string[]];
  /** The first line is the summary. Paragraphs are separated by an empty line. */
  readonly help: string;
  readonly arguments: S;
  /** Reserved arguments of the family that make no sense for this plugin, such as `device`. */
  readonly hides?: readonly string[];
  /** Looks for what the schema cannot say, such as two arguments that exclude each other. Called when a URI is bound. */
  check?(args: ArgumentsOf<S>): ArgumentProblem | undefined;
  create(args: ArgumentsOf<S>, context: Context): Instance | Promise<Instance>;
}

/** Why a plugin refuses its arguments: the one to blame, and what is wrong with it, such as `must be odd`. */
export interface ArgumentProblem {
  readonly argument: string;
  readonly problem: string;
}

/** A plugin as its author writes it: its family adds the kind. */
export type PluginDefinition<Context, Instance, S extends ArgumentSchema> = Omit<
  Plugin<Context, Instance, S>,
  "kind"
>;

/** Fixes the kind, the context and the instance of a family, and leaves the schema to inference. */
export type DefinePlugin<Context, Instance> = <const S extends ArgumentSchema>(
  definition: PluginDefinition<Context, Instance, S>,
) => Plugin<Context, Instance, S>;

/**
 * The function with which the plugins of one family are defined, for example
 * `const defineImageProcessor = definePluginFamily<ProcessorContext, ImageProcessor>("image-processor")`.
 */
export function definePluginFamily<Context, Instance>(
  kind: string,
): DefinePlugin<Context, Instance> {
  return (definition) => ({ ...definition, kind });
}

/** Returns `plugin` with the types of its arguments inferred from its schema. */
export function definePlugin<Context, Instance, const S extends ArgumentSchema>(
  plugin: Plugin<Context, Instance, S>,
): Plugin<Context, Instance, S> {
  return plugin;
}

/** A plugin of any family, before its registry is known. */
export type AnyPlugin = Plugin<unknown, unknown>;

/** A plugin with checked arguments, not created yet. */
export interface BoundPlugin<Context, Instance, R extends ArgumentSchema = ArgumentSchema> {
  /** The name that was asked for, which may be an alias. */
  readonly name: string;
  readonly plugin: Plugin<Context, Instance>;
  /** The value of every argument of the plugin, defaults included. */
  readonly arguments: ArgumentsOf<ArgumentSchema>;
  /** The values of the arguments that every plugin of the family takes. */
  readonly reserved: ArgumentsOf<R>;
  /** The URI it was bound from. */
  readonly source: string;
  create(context: Context): Promise<Instance>;
}
