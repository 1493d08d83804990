import { realpath } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { messageOf } from "../error-text.ts";
import type { AnyPlugin } from "./plugin.ts";
import { PluginModuleError } from "./plugin-errors.ts";
import { resolveModule } from "./resolve-module.ts";

/** The part of a registry that modules are loaded into. */
export interface PluginSink {
  readonly kind: string;
  add(plugin: AnyPlugin): void;
  find(name: string): unknown;
}

/** A module that was loaded. */
export interface LoadedPluginModule {
  /** As it was asked for. */
  readonly path: string;
  /** The file it was resolved to. */
  readonly file: string;
  readonly plugins: readonly AnyPlugin[];
}

/** Where modules are looked for, and how they are imported. */
export interface LoadPluginModulesOptions {
  /** The folder that paths and package names start from; the working directory by default. */
  readonly from?: string;
  /** Imports a file by its URL; `import()` by default. */
  readonly importModule?: (url: string) => Promise<unknown>;
}

/**
 * Imports each path (a file, a folder or an installed package) and adds every exported plugin to the registry of its
 * kind. Modules run with all rights of the process. A module that was loaded before is not run again, and its plugins,
 * which are in their registries already, stay there.
 * @throws PluginModuleError
 */
export async function loadPluginModules(
  paths: readonly string[],
  registries: readonly PluginSink[],
  options: LoadPluginModulesOptions = {},
): Promise<readonly LoadedPluginModule[]> {
  const { from = process.cwd(), importModule = importFile } = options;
  const loaded: LoadedPluginModule[] = [];
  for (const path of paths) {
    const file = await realpath(await resolveModule(path, from));
    const exported = await exportsOf(path, file, importModule);
    const plugins = pluginsIn(path, file, exported, registries);
    for (const plugin of plugins) register(path, file, plugin, registries);
    loaded.push({ path, file, plugins });
  }
  return loaded;
}

function importFile(url: string): Promise<unknown> {
  return import(url);
}

async function exportsOf(
  path: string,
  file: string,
  importModule: (url: string) => Promise<unknown>,
): Promise<readonly unknown[]> {
  try {
    const module: unknown = await importModule(pathToFileURL(file).href);
    const values: unknown[] = Object.values(module ?? {});
    return values;
  } catch (cause) {
    throw new PluginModuleError(path, importProblem(cause, file), { cause, file });
  }
}

function importProblem(cause: unknown, file: string): string {
  if (!(cause instanceof Error)) return `it throws ${String(cause)} when imported`;
  if (cause instanceof SyntaxError) {
    return `it has a syntax error: ${cause.message} (${syntaxErrorPlace(cause, file)})`;
  }
  if ("code" in cause && cause.code === "ERR_UNKNOWN_FILE_EXTENSION") {
    return "this version of Node cannot run its kind of file; compile it to .js or .mjs";
  }
  return `it throws when imported: ${cause.message}`;
}

/** Node heads the stack with file and line when linking fails; when parsing fails it tells only `node --check`. */
function syntaxErrorPlace(error: SyntaxError, file: string): string {
  const line = /:(\d+)$/.exec(error.stack?.split("\n", 1)[0] ?? "")?.[1];
  return line === undefined ? `\`node --check ${file}\` shows the place` : `line ${line}`;
}

function pluginsIn(
  path: string,
  file: string,
  exported: readonly unknown[],
  registries: readonly PluginSink[],
): readonly AnyPlugin[] {
  const tagged = [...new Set(exported.filter(hasKind))];
  const kinds = new Set(registries.map(({ kind }) => kind));
  const plugins = tagged.filter(({ kind }) => kinds.has(kind));
  if (plugins.length > 0) return plugins;
  const wanted = [...kinds].sort().join(", ");
  const others = [...new Set(tagged.map(({ kind }) => kind))].sort().join(", ");
  const found = others === "" ? "" : `, only of kind ${others}`;
  throw new PluginModuleError(path, `it exports no plugin of kind ${wanted}${found}`, { file });
}

/** Whether a value claims to be a plugin. Its registry checks the rest of it, so that what is missing can be named. */
function hasKind(value: unknown): value is AnyPlugin {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    typeof value.kind === "string" &&
    ("create" in value || "names" in value)
  );
}

function register(
  path: string,
  file: string,
  plugin: AnyPlugin,
  registries: readonly PluginSink[],
): void {
  const registry = registries.find(({ kind }) => kind === plugin.kind);
  if (registry === undefined || isThere(plugin, registry)) return;
  try {
    registry.add(plugin);
  } catch (cause) {
    throw new PluginModuleError(path, messageOf(cause), { cause, file });
  }
}

function isThere(plugin: AnyPlugin, registry: PluginSink): boolean {
  return Array.isArray(plugin.names) && plugin.names.some((name) => registry.find(name) === plugin);
}
