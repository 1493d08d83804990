import { outputNames, parseSize, PROCESSOR_POOL, type PictureResize } from "@spillway/image";
import { existsSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { withConstraints, type Config } from "../config/config.ts";
import { deviceName } from "../devices/device-name.ts";
import { governedSetup } from "../governed/governed-setup.ts";
import { UsageError } from "../failure/cli-errors.ts";
import { openRegistry } from "../processors/open-registry.ts";
import { constraintArgument } from "./constraint-argument.ts";
import type { ImageJob, ImageTask } from "./image-job.ts";
import type { ImageOptions } from "./image-options.ts";

/**
 * Checks everything that was typed and configured before any work is done.
 * @throws UsageError, OutputError, and the errors of plugins, constraints and sizes.
 */
export async function planJob(
  inputs: readonly string[],
  options: ImageOptions,
  config: Config,
  cwd: string,
): Promise<ImageJob> {
  const modules = [...config.pluginModules, ...(options.pluginModules ?? [])];
  const registry = await openRegistry(modules, cwd);
  const device = deviceName(options.device);
  return {
    tasks: tasksOf(inputs, options, cwd),
    processors: (options.processors ?? []).map((uri) =>
      registry.bind(uri, { overrides: { device } }),
    ),
    resize: resizeOf(options),
    ...governedSetup(options, config, device, cwd),
    pools: poolsOf(options, config),
  };
}

function tasksOf(
  inputs: readonly string[],
  { output = [], outputOverwrite }: ImageOptions,
  cwd: string,
): readonly ImageTask[] {
  const inputPaths = inputs.map((input) => resolve(cwd, input));
  const outputs = outputNames({
    inputs: inputPaths,
    outputs: output.map((path) => resolve(cwd, path) + (/[/\\]$/.test(path) ? sep : "")),
    overwrite: outputOverwrite === true,
    exists: existsSync,
    isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
  });
  return inputs.map((input, index) => ({
    input,
    // Both lists are as long as the inputs.
    inputPath: inputPaths[index] ?? input,
    outputPath: outputs[index] ?? input,
  }));
}

function resizeOf({ resize, aspect, align }: ImageOptions): PictureResize {
  return {
    ...(resize !== undefined && { size: parseSize(resize) }),
    aspect,
    align: align === undefined ? 1 : alignment(align),
  };
}

function alignment(text: string): number {
  const pixels = Number(text);
  if (Number.isInteger(pixels) && pixels >= 1 && pixels <= 65_535) return pixels;
  throw new UsageError(`--align: \`${text}\` is no whole number of pixels from 1 to 65535`, {
    hint: "--align 8",
  });
}

function poolsOf({ constraint }: ImageOptions, config: Config): Config["pools"] {
  if (constraint === undefined) return config.pools;
  return withConstraints(config, PROCESSOR_POOL, constraintArgument(constraint)).pools;
}
