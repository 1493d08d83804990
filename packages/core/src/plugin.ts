export type {
  ArgumentSchema,
  ArgumentSpec,
  ArgumentType,
  ArgumentTypeName,
  ArgumentValues,
  ArgumentsOf,
  FileArgument,
} from "./plugin/argument-schema.ts";
export type { ArgumentOverrides } from "./plugin/bind.ts";
export { definePlugin, definePluginFamily } from "./plugin/plugin.ts";
export type {
  AnyPlugin,
  ArgumentProblem,
  BoundPlugin,
  DefinePlugin,
  Plugin,
  PluginDefinition,
} from "./plugin/plugin.ts";
export {
  PluginArgumentError,
  PluginDefinitionError,
  PluginDuplicateError,
  PluginModuleError,
  PluginNotFoundError,
  PluginUriError,
} from "./plugin/plugin-errors.ts";
export type { Place, PluginArgumentFailure, PluginNotFound } from "./plugin/plugin-errors.ts";
export { describePlugin, formatPluginHelp, pluginSummary } from "./plugin/plugin-help.ts";
export type {
  ArgumentDescription,
  DescribablePlugin,
  PluginDescription,
  PluginHelpOptions,
} from "./plugin/plugin-help.ts";
export { parsePluginUri } from "./plugin/plugin-uri.ts";
export type { PluginUri, PluginUriArgument } from "./plugin/plugin-uri.ts";
export { PluginRegistry } from "./plugin/registry.ts";
export type { BindOptions, PluginRegistryOptions } from "./plugin/registry.ts";
