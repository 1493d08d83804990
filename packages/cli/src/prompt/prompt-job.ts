import { freeName } from "@spillway/image";
import { shippedPromptModelPath, shippedPromptModels } from "@spillway/prompt";
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Config } from "../config/config.ts";
import { deviceName } from "../devices/device-name.ts";
import { InputError, UsageError } from "../failure/cli-errors.ts";
import {
  governedSetup,
  type GovernedOptions,
  type GovernedSetup,
} from "../governed/governed-setup.ts";
import { codeOf } from "../terminal/system-error.ts";

/** The options of `spillway prompt`, as they were typed. */
export interface PromptOptions extends GovernedOptions {
  readonly file?: string | undefined;
  readonly negative?: string | undefined;
  readonly second?: string | undefined;
  readonly secondNegative?: string | undefined;
  readonly model: string;
  readonly weighter: string;
  readonly clipSkip: string;
  readonly output?: string | undefined;
  readonly outputOverwrite?: true | undefined;
  readonly explainWeights?: true | undefined;
  readonly config?: string | undefined;
  readonly json?: true | undefined;
  readonly quiet?: true | undefined;
  readonly verbose?: true | undefined;
}

/** One prompt of a job. */
export interface PromptTask {
  readonly prompt: string;
  /** Absolute; nothing is written where it is undefined. */
  readonly outputPath: string | undefined;
}

/** What `spillway prompt` was asked for: checked, with paths resolved. */
export interface PromptJob extends GovernedSetup {
  readonly tasks: readonly PromptTask[];
  /** Absolute. */
  readonly model: string;
  readonly device: string;
  readonly clipSkip: number;
}

/** @throws UsageError, InputError, and the errors of sizes and policies. */
export async function planPrompts(
  texts: readonly string[],
  options: PromptOptions,
  config: Config,
  cwd: string,
): Promise<PromptJob> {
  const prompts = [...texts, ...(await promptsInFile(options.file, cwd))];
  if (prompts.length === 0) {
    throw new UsageError("no prompt is given", {
      hint: 'spillway prompt "a cat" --model tiny-clip',
    });
  }
  const clipSkip = Number(options.clipSkip);
  if (!Number.isInteger(clipSkip) || clipSkip < 0) {
    const problem = `--clip-skip: \`${options.clipSkip}\` is no whole number from 0`;
    throw new UsageError(problem, { hint: "--clip-skip 1" });
  }
  const device = deviceName(options.device);
  const outputs = outputPaths(prompts.length, options, cwd);
  return {
    ...governedSetup(options, config, device, cwd),
    tasks: prompts.map((prompt, index) => ({ prompt, outputPath: outputs[index] })),
    model: modelFolder(options.model, cwd),
    device,
    clipSkip,
  };
}

async function promptsInFile(file: string | undefined, cwd: string): Promise<readonly string[]> {
  if (file === undefined) return [];
  const text = await readFile(resolve(cwd, file), "utf8").catch((cause: unknown) => {
    throw new InputError(file, `the prompts cannot be read (${codeOf(cause)})`, { cause });
  });
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

/** A folder that is there wins over a shipped model of the same name. */
function modelFolder(model: string, cwd: string): string {
  const path = resolve(cwd, model);
  const shipped = shippedPromptModels.find((name) => name === model);
  return shipped === undefined || existsSync(path) ? path : shippedPromptModelPath(shipped);
}

/** One file for one prompt; a folder, or a name for one, takes `prompt_N.safetensors`. */
function outputPaths(
  count: number,
  { output, outputOverwrite }: PromptOptions,
  cwd: string,
): readonly string[] {
  if (output === undefined) return [];
  const path = resolve(cwd, output);
  const isFolder =
    /[/\\]$/.test(output) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder && count > 1) {
    throw new UsageError(`--output: one file for ${count} prompts`, {
      hint: `--output ${output.replace(/\.safetensors$/, "")}/`,
    });
  }
  const wanted = isFolder
    ? Array.from({ length: count }, (_, index) => join(path, `prompt_${index + 1}.safetensors`))
    : [path];
  return outputOverwrite === true ? wanted : wanted.map((path) => freeName(path, existsSync));
}
