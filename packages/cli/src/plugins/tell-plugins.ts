import { suggest } from "@spillway/core";
import {
  describePlugin,
  formatPluginHelp,
  PluginNotFoundError,
  pluginSummary,
  type Plugin,
  type PluginRegistry,
} from "@spillway/core/plugin";
import type { Host } from "../host.ts";
import { writeJson } from "../output/write-json.ts";
import { painter, type Paint } from "../terminal/paint.ts";

/** How plugins are told of. */
export interface TellOptions {
  /** The command and the key of its JSON: `processors`. */
  readonly noun: "processors" | "weighters";
  readonly json: boolean;
}

/** Lists the plugins of a registry, or tells the arguments of those that are named. @throws PluginNotFoundError */
export function tellPlugins<Context, Instance>(
  registry: PluginRegistry<Context, Instance>,
  names: readonly string[],
  { noun, json }: TellOptions,
  host: Host,
): void {
  const plugins = names.length === 0 ? allOf(registry) : names.map((name) => named(registry, name));
  const { reserved } = registry;
  if (json) {
    writeJson(host.stdout, { [noun]: plugins.map((plugin) => describePlugin(plugin, reserved)) });
  } else if (names.length === 0) {
    host.stdout.write(listOf(plugins, noun, painter(host.stdout, host.env)));
  } else {
    const helps = plugins.map((plugin) => formatPluginHelp(plugin, { reserved }));
    host.stdout.write(`${helps.join("\n\n")}\n`);
  }
}

/** Each plugin once, under however many names it is found. */
function allOf<Context, Instance>(
  registry: PluginRegistry<Context, Instance>,
): readonly Plugin<Context, Instance>[] {
  return [...new Set(registry.names().flatMap((name) => registry.find(name) ?? []))];
}

function named<Context, Instance>(
  registry: PluginRegistry<Context, Instance>,
  name: string,
): Plugin<Context, Instance> {
  const plugin = registry.find(name);
  if (plugin !== undefined) return plugin;
  const names = registry.names();
  const place = { source: name, span: { start: 0, end: name.length } };
  const suggestion = suggest(name, names);
  throw new PluginNotFoundError({ kind: registry.kind, plugin: name, names, suggestion, place });
}

function listOf(
  plugins: readonly { readonly names: readonly string[]; readonly help: string }[],
  noun: TellOptions["noun"],
  paint: Paint,
): string {
  const width = Math.max(...plugins.map(({ names }) => names.join(", ").length));
  const lines = plugins.map((plugin) => {
    const names = plugin.names.join(", ");
    return `${paint("bold", names)}${" ".repeat(width - names.length)}  ${pluginSummary(plugin)}`;
  });
  const hint = paint("dim", `spillway ${noun} NAME shows the arguments of one`);
  return `${lines.join("\n")}\n\n${hint}\n`;
}
