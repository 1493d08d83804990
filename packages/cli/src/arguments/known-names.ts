// Written out, so that help loads no registry; test/usage.test.ts holds each list to its registry.

/** What chooses victims among models. */
export const POLICY_NAMES: readonly string[] = [
  "cost-per-byte",
  "lru",
  "largest",
  "gdsf",
  "clear-all",
];

/** What chooses victims among tensors, without the ablation grid. */
export const HEURISTIC_NAMES: readonly string[] = [
  "dtr",
  "dtr-eq",
  "dtr-local",
  "msps",
  "lru",
  "size",
  "random",
  "megengine-eager",
  "megengine-planner",
  "neighbourhood-penalty",
  "e-star",
  "msps-next-use",
];

/** Training steps that ship. */
export const TRACE_NAMES: readonly string[] = [
  "resnet",
  "unet",
  "transformer",
  "lstm",
  "tree",
  "chain",
];
