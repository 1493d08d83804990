import { createWeighterRegistry } from "@spillway/prompt";
import { EXIT } from "../failure/exit-code.ts";
import type { Host } from "../host.ts";
import { tellPlugins } from "../plugins/tell-plugins.ts";

/** Lists the prompt weighters, or tells the arguments of those that are named. */
export function runWeighters(
  names: readonly string[],
  options: { readonly json?: true | undefined },
  host: Host,
): number {
  const json = options.json === true;
  tellPlugins(createWeighterRegistry(), names, { noun: "weighters", json }, host);
  return EXIT.done;
}
