import type { Host } from "../host.ts";
import { names, startingWith, type Completion } from "./completion.ts";
import { fileCompletion } from "./file-completion.ts";

/** Gives what could stand in a place, from what is typed of it so far. */
export type ValueSource = (prefix: string, host: Host) => Completion | Promise<Completion>;

/** What an option's value or an argument may be; keyed `command --option` or `--option`, and `command argument`. */
export const VALUE_SOURCES: ReadonlyMap<string, ValueSource> = new Map([
  ["--device", devices],
  ["--budget", deviceBudgets],
  ["simulate --budget", () => names([])],
  ["--policy", policies],
  ["simulate --policy", heuristicList],
  ["simulate --recursion", (prefix) => listOf(["paper", "frontier"], prefix)],
  ["--processors", processors],
  ["--weighter", weighters],
  ["--model", promptModels],
  ["--var", variables],
  ...[
    ...["--config", "--file", "--graph", "--journal", "--output", "--plugin-modules"],
    ...["--report", "--snapshot", "--trace"],
  ].map((option): [string, ValueSource] => [option, fileCompletion]),
  ["image input", fileCompletion],
  ["simulate trace", traces],
  ["explain journal", journals],
  ["processors name", processors],
  ["weighters name", weighters],
]);

async function devices(): Promise<Completion> {
  const { discoverProbes } = await import("@spillway/core/node");
  using discovery = await discoverProbes();
  return {
    candidates: discovery.probes.map(({ device, label }) => ({
      value: device,
      description: label,
    })),
  };
}

async function deviceBudgets(): Promise<Completion> {
  const { candidates } = await devices();
  const open = candidates.map((candidate) => ({ ...candidate, value: `${candidate.value}=` }));
  return { candidates: open, goesOn: true };
}

async function policies(): Promise<Completion> {
  const { evictionPolicies } = await import("@spillway/core");
  return names(evictionPolicies.map(({ name }) => name));
}

async function heuristicList(prefix: string): Promise<Completion> {
  const { heuristics } = await import("@spillway/core/remat");
  return listOf(
    heuristics.map(({ name }) => name),
    prefix,
  );
}

/** A further item of a list with commas. */
function listOf(items: readonly string[], prefix: string): Completion {
  const given = prefix.slice(0, prefix.lastIndexOf(",") + 1);
  const taken = given.split(",");
  return names(items.filter((item) => !taken.includes(item)).map((item) => given + item));
}

async function processors(): Promise<Completion> {
  const { createProcessorRegistry } = await import("@spillway/image");
  return plugins(createProcessorRegistry());
}

async function weighters(): Promise<Completion> {
  const { createWeighterRegistry } = await import("@spillway/prompt");
  return plugins(createWeighterRegistry());
}

interface NamedPlugins {
  names(): readonly string[];
  find(name: string): { readonly names: readonly string[]; readonly help: string } | undefined;
}

async function plugins(registry: NamedPlugins): Promise<Completion> {
  const { pluginSummary } = await import("@spillway/core/plugin");
  const candidates = registry.names().map((value) => {
    const plugin = registry.find(value);
    return { value, description: plugin && pluginSummary(plugin) };
  });
  return { candidates };
}

async function promptModels(prefix: string, host: Host): Promise<Completion> {
  const { shippedPromptModels } = await import("@spillway/prompt");
  return withFiles(names(shippedPromptModels), prefix, host);
}

async function traces(prefix: string, host: Host): Promise<Completion> {
  const { shippedTraceNames } = await import("@spillway/core/remat");
  return withFiles(names(shippedTraceNames), prefix, host);
}

/** A file, or an error code once one is begun. */
async function journals(prefix: string, host: Host): Promise<Completion> {
  if (!prefix.startsWith("E")) return fileCompletion(prefix, host);
  const { ERROR_ENTRIES } = await import("../explain/error-entries.ts");
  return withFiles(names([...ERROR_ENTRIES.keys()]), prefix, host);
}

async function withFiles(known: Completion, prefix: string, host: Host): Promise<Completion> {
  const { candidates } = startingWith(prefix, known);
  const files = await fileCompletion(prefix, host);
  if (candidates.length === 0) return files;
  return { candidates: [...candidates, ...files.candidates] };
}

async function variables(): Promise<Completion> {
  const { cacheSize, memoryRequired, readingVariables } = await import("@spillway/core");
  const scope = [...readingVariables, memoryRequired, cacheSize];
  return { candidates: scope.map(({ name }) => ({ value: `${name}=` })), goesOn: true };
}
