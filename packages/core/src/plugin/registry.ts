import { suggest } from "../suggest.ts";
import type { ArgumentSchema, ArgumentsOf } from "./argument-schema.ts";
import { bindArguments, refusal, type ArgumentOverrides } from "./bind.ts";
import type { BoundPlugin, Plugin } from "./plugin.ts";
import { definitionProblem } from "./plugin-definition.ts";
import {
  PluginDefinitionError,
  PluginDuplicateError,
  PluginNotFoundError,
} from "./plugin-errors.ts";
import { parsePluginUri, type PluginUri } from "./plugin-uri.ts";

/** Options of a registry. */
export interface PluginRegistryOptions<R extends ArgumentSchema> {
  /** Arguments that every plugin of the kind accepts, unless it hides them. */
  readonly reserved?: R;
}

/** Options of `bind` and `create`. */
export interface BindOptions {
  /** Values from the caller: they replace defaults, and the URI replaces them. They may set hidden arguments. */
  readonly overrides?: ArgumentOverrides;
}

/** The plugins of one kind by name, for example those of `image-processor`. */
export class PluginRegistry<Context, Instance, R extends ArgumentSchema = ArgumentSchema> {
  readonly kind: string;
  /** The arguments that every plugin of the kind accepts, unless it hides them. */
  readonly reserved: ArgumentSchema;
  readonly #byName = new Map<string, Plugin<Context, Instance>>();

  constructor(kind: string, options: PluginRegistryOptions<R> = {}) {
    this.kind = kind;
    this.reserved = options.reserved ?? {};
  }

  /**
   * Adds a plugin under all its names, or under none.
   * @throws PluginDefinitionError, PluginDuplicateError
   */
  add(plugin: Plugin<Context, Instance>): void {
    const problem =
      plugin.kind === this.kind
        ? definitionProblem(plugin, this.reserved)
        : `its kind is ${plugin.kind}, not ${this.kind}`;
    if (problem !== undefined) {
      throw new PluginDefinitionError(this.kind, String(plugin.names), problem);
    }
    const names = new Set<string>();
    for (const name of plugin.names) {
      if (this.#byName.has(name) || names.has(name))
        throw new PluginDuplicateError(this.kind, name);
      names.add(name);
    }
    for (const name of names) this.#byName.set(name, plugin);
  }

  /** Every name and alias, sorted. */
  names(): readonly string[] {
    return [...this.#byName.keys()].sort();
  }

  /** The plugin of that name, which is case sensitive. */
  find(name: string): Plugin<Context, Instance> | undefined {
    return this.#byName.get(name);
  }

  /**
   * Parses `source` and checks every argument, and creates nothing.
   * @throws PluginUriError, PluginNotFoundError, PluginArgumentError
   */
  bind(source: string, { overrides = {} }: BindOptions = {}): BoundPlugin<Context, Instance, R> {
    const uri = parsePluginUri(source);
    const plugin = this.#named(uri);
    const accepts = { own: plugin.arguments, reserved: this.reserved, hides: plugin.hides ?? [] };
    const { own, reserved } = bindArguments({ uri, kind: this.kind, accepts, overrides });
    const refused = plugin.check?.(own);
    if (refused !== undefined) throw refusal({ uri, kind: this.kind }, refused);
    return {
      name: uri.name,
      plugin,
      arguments: own,
      // The reserved schema is the one given as R, so its values are those of R.
      reserved: reserved as ArgumentsOf<R>,
      source,
      create: async (context) => plugin.create(own, context),
    };
  }

  /** Binds, then creates. */
  async create(source: string, context: Context, options: BindOptions = {}): Promise<Instance> {
    return this.bind(source, options).create(context);
  }

  #named({ name, source, nameSpan }: PluginUri): Plugin<Context, Instance> {
    const plugin = this.#byName.get(name);
    if (plugin !== undefined) return plugin;
    const names = this.names();
    throw new PluginNotFoundError({
      kind: this.kind,
      plugin: name,
      names,
      suggestion: suggest(name, names),
      place: { source, span: nameSpan },
    });
  }
}
