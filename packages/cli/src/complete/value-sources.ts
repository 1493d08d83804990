import {
  POLICY_NAMES,
  PROCESSORS,
  PROMPT_MODEL_NAMES,
  TRACE_NAMES,
  WEIGHTERS,
} from "../arguments/known-names.ts";
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
  ["--policy", () => names(POLICY_NAMES)],
  ["simulate --policy", heuristicList],
  ["simulate --recursion", (prefix) => listOf(["paper", "frontier"], prefix)],
  ["--processors", described(PROCESSORS)],
  ["--weighter", described(WEIGHTERS)],
  ["--model", orFiles(PROMPT_MODEL_NAMES)],
  ["--var", variables],
  ...[
    ...["--config", "--file", "--graph", "--journal", "--output", "--plugin-modules"],
    ...["--report", "--snapshot", "--trace"],
  ].map((option): [string, ValueSource] => [option, fileCompletion]),
  ["image input", fileCompletion],
  ["simulate trace", orFiles(TRACE_NAMES)],
  ["explain journal", journals],
  ["processors name", described(PROCESSORS)],
  ["weighters name", described(WEIGHTERS)],
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

/** From the registry: those of the ablation grid are written out nowhere. */
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

function described(summaries: ReadonlyMap<string, string>): ValueSource {
  const candidates = [...summaries].map(([value, description]) => ({ value, description }));
  return () => ({ candidates });
}

/** Files, behind the names of what ships. */
function orFiles(known: readonly string[]): ValueSource {
  return (prefix, host) => withFiles(names(known), prefix, host);
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
  const { constraintScope } = await import("@spillway/core");
  return { candidates: constraintScope.map(({ name }) => ({ value: `${name}=` })), goesOn: true };
}
