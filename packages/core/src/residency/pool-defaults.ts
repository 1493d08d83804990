/** The constraint lists of a pool as a configuration states them. */
export interface ConstraintSources {
  /** Asked before memory is taken on a device other than the host; may evict whatever is on that device. */
  readonly device?: readonly string[] | undefined;
  /** Asked before memory is taken on the host; may evict residents of every pool. */
  readonly gc?: readonly string[] | undefined;
  /** Asked after `gc`; sees `cache_size`; may evict the pool's own residents. */
  readonly cache?: readonly string[] | undefined;
}

/** The name of one of a pool's constraint lists. */
export type ListKind = keyof ConstraintSources;

/** A documented constant: the pool and the list that it sets. */
export interface ConstraintConstant {
  readonly name: string;
  readonly pool: string;
  readonly list: ListKind;
}

const PLUGIN_DEFAULT = ["memory_required > (available * 0.70)"];
const WEIGHTER_DEFAULT = ["weighter_size > (available * 0.70)"];

/** dgenerate's four plugin families. Each has three lists. */
const PLUGIN_POOLS: ReadonlyMap<string, ConstraintSources> = new Map([
  ["image_processor", { device: PLUGIN_DEFAULT, gc: PLUGIN_DEFAULT, cache: PLUGIN_DEFAULT }],
  ["prompt_weighter", { device: PLUGIN_DEFAULT, gc: WEIGHTER_DEFAULT, cache: WEIGHTER_DEFAULT }],
  ["prompt_upscaler", { device: PLUGIN_DEFAULT, gc: PLUGIN_DEFAULT, cache: PLUGIN_DEFAULT }],
  ["latents_processor", { device: PLUGIN_DEFAULT, gc: PLUGIN_DEFAULT, cache: PLUGIN_DEFAULT }],
]);

/** dgenerate's eight model pools: the pool, and the prefix of its constant. Each has one list. */
const MODEL_POOLS: ReadonlyMap<string, string> = new Map([
  ["pipeline", "PIPELINE"],
  ["unet", "UNET"],
  ["transformer", "TRANSFORMER"],
  ["vae", "VAE"],
  ["text_encoder", "TEXT_ENCODER"],
  ["image_encoder", "IMAGE_ENCODER"],
  ["controlnet", "CONTROLNET"],
  ["t2i_adapter", "ADAPTER"],
]);

/** The pools that exist in every governor, with their documented lists. */
export const documentedPools: ReadonlyMap<string, ConstraintSources> = new Map([
  ...PLUGIN_POOLS,
  ...[...MODEL_POOLS].map(([pool, prefix]): [string, ConstraintSources] => [
    pool,
    { cache: [`${prefix.toLowerCase()}_size > (available * 0.75)`] },
  ]),
]);

/** The documented name of a pool's list: `IMAGE_PROCESSOR_CACHE_GC_CONSTRAINTS`. */
export function constantName(pool: string, list: ListKind): string {
  const prefix = MODEL_POOLS.get(pool) ?? pool.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
  switch (list) {
    case "device":
      return `${prefix}_CUDA_MEMORY_CONSTRAINTS`;
    case "gc":
      return `${prefix}_CACHE_GC_CONSTRAINTS`;
    case "cache":
      return `${prefix}_CACHE_MEMORY_CONSTRAINTS`;
  }
}

/** Every documented constant. `…_GPU_MEMORY_…`, the later name, stands beside `…_CUDA_MEMORY_…` for the same list. */
export const constraintConstants: readonly ConstraintConstant[] = [...documentedPools].flatMap(
  ([pool, lists]) =>
    (["device", "gc", "cache"] as const)
      .filter((list) => lists[list] !== undefined)
      .flatMap((list) => {
        const name = constantName(pool, list);
        const names = list === "device" ? [name, name.replace("_CUDA_", "_GPU_")] : [name];
        return names.map((each) => ({ name: each, pool, list }));
      }),
);
