export { loadPluginModules } from "./plugin/load-modules.ts";
export type {
  LoadPluginModulesOptions,
  LoadedPluginModule,
  PluginSink,
} from "./plugin/load-modules.ts";
