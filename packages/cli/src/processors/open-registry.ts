import { loadPluginModules } from "@spillway/core/node";
import { createProcessorRegistry, type ProcessorRegistry } from "@spillway/image";

/** The image processors, with those of plugin modules. @throws PluginModuleError */
export async function openRegistry(
  modules: readonly string[],
  cwd: string,
): Promise<ProcessorRegistry> {
  const registry = createProcessorRegistry();
  await loadPluginModules(modules, [registry], { from: cwd });
  return registry;
}
