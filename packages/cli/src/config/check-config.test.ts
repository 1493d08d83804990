import { describe, expect, test } from "vitest";
import { checkConfig } from "./check-config.ts";
import { ConfigError } from "./config-error.ts";
import type { ConfigFile } from "./config-tree.ts";
import { moduleTree } from "./module-tree.ts";
import { yamlTree } from "./yaml-tree.ts";

function read(text: string) {
  const file: ConfigFile = {
    name: "spillway.config.yaml",
    path: "/home/me/spillway.config.yaml",
    text,
  };
  return checkConfig(yamlTree(file, text));
}

function refusalOf(text: string): ConfigError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

describe("checkConfig", () => {
  test("reads everything that a configuration can say", () => {
    const config = read(`
budgets: { host: 512MB, cuda: 5GB }
policy: gdsf
holder: in-process
plugin_modules: [./mine.mjs, a-package]
pools:
  vae: { budget: 1GB, priority: 2, pinned: true, idle: 5m, minimum_stay: 500ms, wait: 30, mode: all }
  latents_processor: { constraints: { cache: ["cache_size > gb(1)"] } }
`);
    expect(config).toEqual({
      file: "spillway.config.yaml",
      budgets: { host: 512e6, "cuda:0": 5e9 },
      policy: "gdsf",
      holder: "in-process",
      pluginModules: ["/home/me/mine.mjs", "a-package"],
      pools: {
        vae: {
          budget: 1e9,
          priority: 2,
          pinned: true,
          idleMs: 300_000,
          minimumStayMs: 500,
          waitMs: 30_000,
          mode: "all",
          constraints: {},
        },
        latents_processor: { constraints: { cache: ["cache_size > gb(1)"] } },
      },
    });
  });

  test.each([
    ["IMAGE_PROCESSOR_CUDA_MEMORY_CONSTRAINTS", "image_processor", "device"],
    ["image_processor_gpu_memory_constraints", "image_processor", "device"],
    ["Prompt_Weighter_Cache_GC_Constraints", "prompt_weighter", "gc"],
    ["ADAPTER_CACHE_MEMORY_CONSTRAINTS", "t2i_adapter", "cache"],
    ["latents_processor_cache_memory_constraints", "latents_processor", "cache"],
  ])("takes dgenerate's constant %s", (constant, pool, list) => {
    const { pools } = read(`${constant}:\n  - memory_required > (available * 0.5)\n`);
    expect(pools).toEqual({
      [pool]: { constraints: { [list]: ["memory_required > (available * 0.5)"] } },
    });
  });

  test("keeps what a constant and a pool say of one pool together", () => {
    const { pools } = read(
      "VAE_CACHE_MEMORY_CONSTRAINTS: [a < 5]\npools: { vae: { priority: 1 } }\n",
    );
    expect(pools["vae"]).toEqual({ priority: 1, constraints: { cache: ["a < 5"] } });
  });

  test.each([
    ["an empty file", ""],
    ["a comment", "# nothing yet\n"],
    ["JSON", "{}"],
  ])("accepts %s", (_, text) => {
    expect(read(text)).toMatchObject({ budgets: {}, pools: {}, pluginModules: [] });
  });

  test("shows the constant, the place and carets for a wrong constraint", () => {
    const text =
      "# mine\nPROMPT_WEIGHTER_CUDA_MEMORY_CONSTRAINTS:\n  - memory_required > (avaliable * 0.70)\n";
    const error = refusalOf(text);
    expect(error).toMatchObject({ code: "ERR_EXPRESSION", line: 3, column: 24 });
    expect(error.message).toBe(
      [
        "unknown name `avaliable`; did you mean `available`?",
        "  PROMPT_WEIGHTER_CUDA_MEMORY_CONSTRAINTS[0] (spillway.config.yaml:3:24)",
        "      - memory_required > (avaliable * 0.70)",
        "                           ^^^^^^^^^",
      ].join("\n"),
    );
  });

  test("finds the place in a quoted constraint, and blames all of one that is written with escapes", () => {
    const quoted = refusalOf(`vae_cache_memory_constraints: [a < 1, "b < 1"]\n`);
    expect(quoted).toMatchObject({ path: "vae_cache_memory_constraints[1]", line: 1, column: 40 });
    const escaped = refusalOf(`vae_cache_memory_constraints: ["\\x62 < 1"]\n`);
    expect(escaped).toMatchObject({ line: 1, column: 32 });
  });

  test("only lets cache lists see the size of the cache", () => {
    expect(refusalOf("image_processor_cache_gc_constraints: [cache_size > 5]\n").message).toContain(
      "is only visible to cache lists",
    );
  });

  test.each([
    ["an unknown key", "polcy: lru\n", 1, 1, "unknown key `polcy` in the configuration", "policy"],
    [
      "a misspelt constant",
      "image_processor_cache_gc_constraint: [a < 5]\n",
      1,
      1,
      "unknown key `image_processor_cache_gc_constraint`",
      "image_processor_cache_gc_constraints",
    ],
    [
      "a misspelt pool",
      "pools:\n  image_procesor: { budget: 1MB }\n",
      2,
      3,
      "unknown pool `image_procesor` in the configuration",
      "image_processor",
    ],
    [
      "a pool of another program",
      "pools: { my_own_models: {} }\n",
      1,
      10,
      "there are image_processor, prompt_weighter",
      undefined,
    ],
    ["an empty key", '"": lru\n', 1, 1, "unknown key `` in the configuration", undefined],
    ["a misspelt device", "budgets: { hots: 1GB }\n", 1, 12, "unknown device `hots`", "host"],
    ["an unknown policy", "policy: lur\n", 1, 9, "policy must be one of cost-per-byte", "lru"],
    [
      "an unknown key of a pool",
      "pools:\n  vae:\n    prio: 1\n",
      3,
      5,
      "unknown key `prio`",
      undefined,
    ],
    [
      "a text where a list belongs",
      "VAE_CACHE_MEMORY_CONSTRAINTS: a < 5\n",
      1,
      31,
      `must be a list of texts, not the text "a < 5"; write it as a list of one`,
      undefined,
    ],
    [
      "a number in a list",
      "VAE_CACHE_MEMORY_CONSTRAINTS: [5]\n",
      1,
      32,
      "must be a text, not the number 5",
      undefined,
    ],
    ["a size that is none", "budgets:\n  host: 5 apples\n", 2, 9, "budgets.host", undefined],
    [
      "a budget that is no room",
      "budgets: { host: 0 }\n",
      1,
      18,
      "budgets.host is 0, no room at all; leave it out for no budget",
      undefined,
    ],
    [
      "a budget of no bytes in words",
      "budgets: { cuda: 0GB }\n",
      1,
      18,
      "budgets.cuda is 0, no room at all",
      undefined,
    ],
    ["a list for a size", "budgets:\n  host: []\n", 2, 9, "must be a size, not a list", undefined],
    [
      "a time that is none",
      "pools: { vae: { idle: soon } }\n",
      1,
      23,
      "pools.vae.idle is no time",
      undefined,
    ],
    [
      "a text for true or false",
      "pools: { vae: { pinned: 1 } }\n",
      1,
      25,
      "must be true or false",
      undefined,
    ],
    [
      "a list for the whole",
      "- a\n",
      1,
      1,
      "a configuration must be a mapping, not a list",
      undefined,
    ],
    ["broken YAML", "budgets: { host: 5\n", 2, 1, "cannot be read as YAML", undefined],
    [
      "one list under its two names",
      "vae_cache_memory_constraints: []\nVAE_CACHE_MEMORY_CONSTRAINTS: []\n",
      2,
      31,
      "VAE_CACHE_MEMORY_CONSTRAINTS is stated twice, first as `vae_cache_memory_constraints`",
      undefined,
    ],
    [
      "one list under the names of two devices",
      "IMAGE_PROCESSOR_CUDA_MEMORY_CONSTRAINTS: []\nimage_processor_gpu_memory_constraints: []\n",
      2,
      41,
      "constraints is stated twice, first as `IMAGE_PROCESSOR_CUDA_MEMORY_CONSTRAINTS`",
      undefined,
    ],
    [
      "one key in two cases",
      "budgets: { host: 8GB }\nBUDGETS: { host: 1GB }\n",
      2,
      10,
      "BUDGETS is stated twice, first as `budgets`",
      undefined,
    ],
    [
      "one device under two names",
      'budgets: { "cuda:0": 6GB, cuda: 5GB }\n',
      1,
      33,
      "budgets.cuda is stated twice, first as `cuda:0`",
      undefined,
    ],
    [
      "one key of a pool in two cases",
      "pools: { vae: { idle: 5s, Idle: 6s } }\n",
      1,
      33,
      "pools.vae.Idle is stated twice, first as `idle`",
      undefined,
    ],
    [
      "one list of a pool in two cases",
      "pools: { vae: { constraints: { gc: [], GC: [] } } }\n",
      1,
      44,
      "pools.vae.constraints.GC is stated twice, first as `gc`",
      undefined,
    ],
    [
      "a list that its constant has stated",
      "VAE_CACHE_MEMORY_CONSTRAINTS: []\npools: { vae: { constraints: { cache: [] } } }\n",
      2,
      39,
      "pools.vae.constraints.cache states the cache list of pool vae, which is stated above",
      undefined,
    ],
    [
      "a constant of a list that its pool has stated",
      "pools: { vae: { constraints: { cache: [] } } }\nVAE_CACHE_MEMORY_CONSTRAINTS: []\n",
      2,
      31,
      "VAE_CACHE_MEMORY_CONSTRAINTS states the cache list of pool vae, which is stated above",
      undefined,
    ],
  ])("refuses %s with its place", (_, text, line, column, problem, suggestion) => {
    const error = refusalOf(text);
    expect(error).toMatchObject({ code: "ERR_CONFIG", line, column, suggestion });
    expect(error.message).toContain(problem);
    expect(error.message).toContain(`spillway.config.yaml:${line}:${column}`);
    expect(error.message).toMatch(/\^/);
  });

  test("follows an alias, and blames the place where it is used", () => {
    expect(read("budgets: { host: &size 1GB, cuda: *size }\n").budgets).toEqual({
      host: 1e9,
      "cuda:0": 1e9,
    });
    expect(refusalOf("policy: &word lru\nholder: *word\n")).toMatchObject({ line: 2, column: 9 });
  });

  test.each([
    ["a function", () => ({})],
    ["a promise; await it", Promise.resolve({})],
    ["the bigint 5n", 5n],
    ["a symbol", Symbol("none")],
  ])("calls what no text could hold %s", (words, exported) => {
    const file = { name: "spillway.config.mjs", path: "/spillway.config.mjs", text: undefined };
    expect(() => checkConfig(moduleTree(file, exported))).toThrow(
      `a configuration must be a mapping, not ${words}\n  spillway.config.mjs`,
    );
    expect(() => checkConfig(moduleTree(file, { policy: exported }))).toThrow(
      `policy must be a text, not ${words}\n  policy (spillway.config.mjs)`,
    );
  });

  test("names the key of a module, whose values have no place", () => {
    const file: ConfigFile = {
      name: "spillway.config.mjs",
      path: "/spillway.config.mjs",
      text: undefined,
    };
    expect(checkConfig(moduleTree(file, { budgets: { host: 5000 } })).budgets).toEqual({
      host: 5000,
    });
    expect(() => checkConfig(moduleTree(file, { pools: { vae: { idle: "soon" } } }))).toThrow(
      "pools.vae.idle is no time; write seconds, or a time such as 500ms, 30s, 5m or 1h\n  pools.vae.idle (spillway.config.mjs)",
    );
  });
});
