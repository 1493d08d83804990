import { PluginRegistry } from "@spillway/core/plugin";
import { PROMPT_WEIGHTER, type PromptWeighter, type WeighterContext } from "./weighter.ts";
import { compel } from "./weighters/compel.ts";
import { llm4gen } from "./weighters/llm4gen.ts";
import { sdEmbed } from "./weighters/sd-embed.ts";

/** The registry of prompt weighters. */
export type WeighterRegistry = PluginRegistry<WeighterContext, PromptWeighter>;

/** A new registry with the weighters of this package; add others to it. */
export function createWeighterRegistry(): WeighterRegistry {
  const registry: WeighterRegistry = new PluginRegistry(PROMPT_WEIGHTER);
  registry.add(compel);
  registry.add(llm4gen);
  registry.add(sdEmbed);
  return registry;
}
