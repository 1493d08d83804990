import {
  describePlugin,
  formatPluginHelp,
  PluginNotFoundError,
  pluginSummary,
  suggest,
} from "@spillway/core";
import type { ProcessorRegistry } from "@spillway/image";
import { configured } from "../config/configured.ts";
import type { Host } from "../host.ts";
import { writeJson } from "../output/write-json.ts";
import { painter, type Paint } from "../terminal/paint.ts";
import { openRegistry } from "./open-registry.ts";

/** The options of `spillway processors`. */
export interface ProcessorsOptions {
  readonly pluginModules?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly json?: true | undefined;
  readonly verbose?: true | undefined;
}

type Processor = NonNullable<ReturnType<ProcessorRegistry["find"]>>;

/** Lists the image processors, or tells the arguments of those that are named. */
export async function runProcessors(
  names: readonly string[],
  options: ProcessorsOptions,
  host: Host,
): Promise<number> {
  const config = await configured(options, host);
  const modules = [...config.pluginModules, ...(options.pluginModules ?? [])];
  const registry = await openRegistry(modules, host.cwd);
  const plugins = names.length === 0 ? allOf(registry) : names.map((name) => named(registry, name));
  const { reserved } = registry;
  if (options.json === true) {
    writeJson(host.stdout, {
      processors: plugins.map((plugin) => describePlugin(plugin, reserved)),
    });
  } else if (names.length === 0) {
    host.stdout.write(listOf(plugins, painter(host.stdout, host.env)));
  } else {
    const helps = plugins.map((plugin) => formatPluginHelp(plugin, { reserved }));
    host.stdout.write(`${helps.join("\n\n")}\n`);
  }
  return 0;
}

/** Each plugin once, under however many names it is found. */
function allOf(registry: ProcessorRegistry): readonly Processor[] {
  return [...new Set(registry.names().flatMap((name) => registry.find(name) ?? []))];
}

function named(registry: ProcessorRegistry, name: string): Processor {
  const plugin = registry.find(name);
  if (plugin !== undefined) return plugin;
  const names = registry.names();
  const place = { source: name, span: { start: 0, end: name.length } };
  const suggestion = suggest(name, names);
  throw new PluginNotFoundError({ kind: registry.kind, plugin: name, names, suggestion, place });
}

function listOf(plugins: readonly Processor[], paint: Paint): string {
  const width = Math.max(...plugins.map(({ names }) => names.join(", ").length));
  const lines = plugins.map((plugin) => {
    const names = plugin.names.join(", ");
    return `${paint("bold", names)}${" ".repeat(width - names.length)}  ${pluginSummary(plugin)}`;
  });
  return `${lines.join("\n")}\n\n${paint("dim", "spillway processors NAME shows a processor's arguments")}\n`;
}
