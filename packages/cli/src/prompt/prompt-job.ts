import { codeOf } from "@spillway/core";
import { OutputError } from "@spillway/image";
import { shippedPromptModelPath, shippedPromptModels } from "@spillway/prompt";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { numberArgument } from "../arguments/number.ts";
import type { Config } from "../config/config.ts";
import { deviceArgument } from "../devices/device-name.ts";
import { requireDevice } from "../devices/require-device.ts";
import { InputError, UsageError } from "../failure/cli-errors.ts";
import {
  governedSetup,
  type GovernedOptions,
  type GovernedSetup,
} from "../governed/governed-setup.ts";
import { isFolderOutput, requireNames } from "../files/folder-output.ts";
import { claimStdout, type Place } from "../files/place.ts";
import type { Host } from "../host.ts";

/** The options of `spillway prompt`, as they were typed. */
export interface PromptOptions extends GovernedOptions {
  readonly file?: string | undefined;
  readonly negative?: string | undefined;
  readonly second?: string | undefined;
  readonly secondNegative?: string | undefined;
  readonly model?: string | undefined;
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
  /** Nothing is written where it is undefined. Without overwriting, the file that is written may be a duplicate of it. */
  readonly target: Place | undefined;
}

/** What `spillway prompt` was asked for: checked, with paths resolved. */
export interface PromptJob extends GovernedSetup {
  readonly tasks: readonly PromptTask[];
  /** Absolute. */
  readonly model: string;
  readonly device: string;
  readonly clipSkip: number;
}

const LAYERS = { least: 0, whole: true, example: 1 };

/** @throws UsageError, InputError, OutputError, UnknownDeviceError, and the errors of sizes and policies. */
export async function planPrompts(
  texts: readonly string[],
  options: PromptOptions,
  config: Config,
  host: Host,
): Promise<PromptJob> {
  const { cwd } = host;
  const prompts = [...texts, ...(await promptsInFile(options.file, host))];
  if (prompts.length === 0) {
    throw new UsageError("no prompt is given", {
      hint: 'spillway prompt "a cat" --model tiny-clip',
    });
  }
  const device = deviceArgument(options.device);
  if (options.weighter.trim() === "") {
    throw new UsageError("--weighter: no weighter is named", { hint: "spillway weighters" });
  }
  const targets = targetsOf(prompts.length, options, host);
  const job = {
    ...governedSetup(options, config, device, cwd),
    tasks: prompts.map((prompt, index) => ({ prompt, target: targets[index] })),
    model: modelFolder(options, cwd),
    device,
    clipSkip: numberArgument("--clip-skip", options.clipSkip, LAYERS),
  };
  await requireDevice(device);
  return job;
}

async function promptsInFile(file: string | undefined, host: Host): Promise<readonly string[]> {
  if (file === undefined) return [];
  const content =
    file === "-"
      ? host.readStdin()
      : readFile(resolve(host.cwd, file)).catch((cause: unknown) => {
          throw new InputError(file, `the prompts cannot be read (${codeOf(cause)})`, { cause });
        });
  const text = Buffer.from(await content).toString("utf8");
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

/** A folder that is there wins over a shipped model of the same name. */
function modelFolder({ model }: PromptOptions, cwd: string): string {
  if (model === undefined) {
    throw new UsageError("no model is given", {
      details: [`there ship: ${shippedPromptModels.join(", ")} (random weights)`],
      hint: "--model tiny-clip",
    });
  }
  const path = resolve(cwd, model);
  const shipped = shippedPromptModels.find((name) => name === model);
  return shipped === undefined || existsSync(path) ? path : shippedPromptModelPath(shipped);
}

/** One file for one prompt, or standard output; a folder, or a name for one, takes `prompt_N.safetensors`. */
function targetsOf(count: number, options: PromptOptions, host: Host): readonly Place[] {
  const { output } = options;
  if (output === undefined) return [];
  requireNames([output]);
  if (output === "-" && count === 1) return [claimStdout("a file of embeddings", options, host)];
  const path = resolve(host.cwd, output);
  const isFolder = isFolderOutput(output, host.cwd);
  if (!isFolder && count > 1) {
    throw new UsageError(`--output: one file for ${count} prompts`, {
      hint: `--output ${output === "-" ? "out" : output.replace(/\.safetensors$/, "")}/`,
    });
  }
  if (!isFolder) requireEnding(output);
  const names = isFolder
    ? Array.from({ length: count }, (_, index) => join(path, `prompt_${index + 1}.safetensors`))
    : [path];
  return names.map((name) => ({ kind: "file", path: name }));
}

/** Whatever reads a file by its ending would take it for something else. */
function requireEnding(output: string): void {
  const ending = extname(output);
  if (ending.toLowerCase() === ".safetensors") return;
  const problem = ending === "" ? "has no ending" : `has the unknown ending ${ending}`;
  const folder = "a folder's name ends with a slash";
  throw new OutputError(
    output,
    `${problem}; embeddings are written as .safetensors, and ${folder}`,
  );
}
