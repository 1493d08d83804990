import { numberArgument } from "../arguments/number.ts";
import { parseSize, PROCESSOR_POOL, type PictureResize } from "@spillway/image";
import { withConstraints, type Config } from "../config/config.ts";
import { deviceName } from "../devices/device-name.ts";
import { governedSetup } from "../governed/governed-setup.ts";
import { openRegistry } from "../processors/open-registry.ts";
import { constraintArgument } from "./constraint-argument.ts";
import type { Host } from "../host.ts";
import type { ImageJob } from "./image-job.ts";
import type { ImageOptions } from "./image-options.ts";
import { planTasks } from "./plan-tasks.ts";

/**
 * Checks everything that was typed and configured before any work is done.
 * @throws UsageError, OutputError, and the errors of plugins, constraints and sizes.
 */
export async function planJob(
  inputs: readonly string[],
  options: ImageOptions,
  config: Config,
  host: Host,
): Promise<ImageJob> {
  const { cwd } = host;
  const modules = [...config.pluginModules, ...(options.pluginModules ?? [])];
  const registry = await openRegistry(modules, cwd);
  const device = deviceName(options.device);
  return {
    tasks: planTasks(inputs, options, host),
    processors: (options.processors ?? []).map((uri) =>
      registry.bind(uri, { overrides: { device } }),
    ),
    resize: resizeOf(options),
    stripMetadata: options.stripMetadata === true,
    ...governedSetup(options, config, device, cwd),
    pools: poolsOf(options, config),
  };
}

const PIXELS = { least: 1, most: 65_535, whole: true, example: 8 };

function resizeOf({ resize, aspect, align }: ImageOptions): PictureResize {
  return {
    ...(resize !== undefined && { size: parseSize(resize) }),
    aspect,
    align: align === undefined ? 1 : numberArgument("--align", align, PIXELS),
  };
}

function poolsOf({ constraint }: ImageOptions, config: Config): Config["pools"] {
  if (constraint === undefined) return config.pools;
  return withConstraints(config, PROCESSOR_POOL, constraintArgument(constraint)).pools;
}
