import { configured } from "../config/configured.ts";
import { EXIT } from "../failure/exit-code.ts";
import type { Host } from "../host.ts";
import { tellPlugins } from "../plugins/tell-plugins.ts";
import { openRegistry } from "./open-registry.ts";

/** The options of `spillway processors`. */
export interface ProcessorsOptions {
  readonly pluginModules?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly json?: true | undefined;
  readonly verbose?: true | undefined;
}

/** Lists the image processors, or tells the arguments of those that are named. */
export async function runProcessors(
  names: readonly string[],
  options: ProcessorsOptions,
  host: Host,
): Promise<number> {
  const config = await configured(options, host);
  const modules = [...config.pluginModules, ...(options.pluginModules ?? [])];
  const registry = await openRegistry(modules, host.cwd);
  tellPlugins(registry, names, { noun: "processors", json: options.json === true }, host);
  return EXIT.done;
}
