import { consoleSteps } from "./console-session.ts";
import { printsAsShown } from "./expected-output.ts";
import type { Fence } from "./fences.ts";
import { placeOf } from "./fences.ts";
import type { Ended, Sandbox } from "./sandbox.ts";

/** What went wrong, in words; nothing if a block does what its document shows. */
type Problems = readonly string[];

/** What happens to a block of one language when the documents are tested. `shown` is the output below a program. */
type RunFence = (sandbox: Sandbox, fence: Fence, shown: Fence | undefined) => Promise<Problems>;

const PROGRAM_ENDINGS: Readonly<Record<string, string>> = { ts: "ts", js: "mjs" };

function problemsOfEnd(ended: Ended, fence: Fence, what: string): Problems {
  const expected = Number(fence.attributes["exit"] ?? 0);
  if (ended.exitCode === expected) return [];
  const codes = `ended with ${ended.exitCode} instead of ${expected}`;
  return [`${placeOf(fence)}: ${what} ${codes}\n${ended.output}`];
}

function problemsOfOutput(shown: string, ended: Ended, fence: Fence, what: string): Problems {
  const numbersVary = fence.attributes["varies"] === "numbers";
  if (printsAsShown(shown, ended.output, { numbersVary })) return [];
  return [`${placeOf(fence)}: ${what} printed\n${ended.output}\nand the document shows\n${shown}`];
}

/** Writes a program. One with a name of its own is run by a later console block, any other at once. */
const program: RunFence = async (sandbox, fence, shown) => {
  const own = fence.attributes["file"];
  const name = own ?? `block-${fence.line}.${PROGRAM_ENDINGS[fence.language] ?? "mjs"}`;
  sandbox.write(name, fence.text);
  if (own !== undefined) return [];
  const ended = await sandbox.run(`node ${name}`);
  const output =
    shown === undefined ? [] : problemsOfOutput(shown.text, ended, shown, "the program");
  return [...problemsOfEnd(ended, fence, "the program"), ...output];
};

const script: RunFence = async (sandbox, fence) =>
  problemsOfEnd(await sandbox.run(fence.text), fence, "the script");

const session: RunFence = async (sandbox, fence) => {
  const problems: string[] = [];
  for (const { command, shown } of consoleSteps(fence.text)) {
    const ended = await sandbox.run(command);
    problems.push(...problemsOfEnd(ended, fence, command));
    problems.push(...problemsOfOutput(shown, ended, fence, command));
  }
  return problems;
};

/** A configuration, under its own name or as one that is only checked. */
const configuration: RunFence = async (sandbox, fence) => {
  const name = fence.attributes["file"] ?? `block-${fence.line}.yaml`;
  sandbox.write(name, fence.text);
  const ended = await sandbox.run(`spillway check --config ${name} True`);
  return problemsOfEnd(ended, fence, "the configuration");
};

const data: RunFence = (sandbox, fence) => {
  JSON.parse(fence.text);
  const name = fence.attributes["file"];
  if (name !== undefined) sandbox.write(name, fence.text);
  return Promise.resolve([]);
};

const nothing: RunFence = () => Promise.resolve([]);

/** Every language that a document may use. `constraint` and `error` blocks are held by the language's own test. */
export const LANGUAGES: Readonly<Record<string, RunFence>> = {
  ts: program,
  js: program,
  sh: script,
  console: session,
  yaml: configuration,
  json: data,
  text: nothing,
  constraint: nothing,
  error: nothing,
};

/** Runs the blocks of one document from top to bottom, in one folder. */
export async function runFences(sandbox: Sandbox, fences: readonly Fence[]): Promise<Problems> {
  const problems: string[] = [];
  for (const [index, fence] of fences.entries()) {
    if ("no-run" in fence.attributes) continue;
    const next = fences[index + 1];
    const shown = next !== undefined && "output" in next.attributes ? next : undefined;
    problems.push(...((await LANGUAGES[fence.language]?.(sandbox, fence, shown)) ?? []));
  }
  return problems;
}
