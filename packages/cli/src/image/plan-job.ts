import { numberArgument } from "../arguments/number.ts";
import {
  parseSize,
  PROCESSOR_POOL,
  type BoundProcessor,
  type PictureResize,
} from "@spillway/image";
import { withConstraints, type Config } from "../config/config.ts";
import { deviceArgument, deviceName } from "../devices/device-name.ts";
import { requireDevice } from "../devices/require-device.ts";
import { requireNames } from "../files/folder-output.ts";
import { governedSetup } from "../governed/governed-setup.ts";
import { openRegistry } from "../processors/open-registry.ts";
import { constraintArgument } from "./constraint-argument.ts";
import { expandInputs } from "./expand-inputs.ts";
import type { Host } from "../host.ts";
import type { ImageJob } from "./image-job.ts";
import type { ImageOptions } from "./image-options.ts";
import { planTasks } from "./plan-tasks.ts";

/**
 * Checks everything that was typed and configured before any work is done.
 * @throws UsageError, InputError, OutputError, UnknownDeviceError, and the errors of plugins, constraints and sizes.
 */
export async function planJob(
  inputs: readonly string[],
  options: ImageOptions,
  config: Config,
  host: Host,
): Promise<ImageJob> {
  const { cwd } = host;
  requireNames(options.output);
  const modules = [...config.pluginModules, ...(options.pluginModules ?? [])];
  const registry = await openRegistry(modules, cwd);
  const device = deviceArgument(options.device);
  const processors = (options.processors ?? []).map((uri) =>
    registry.bind(uri, { overrides: { device } }),
  );
  const job = {
    tasks: planTasks(expandInputs(inputs, cwd), options, host),
    processors,
    resize: resizeOf(options),
    stripMetadata: options.stripMetadata === true,
    overwrite: options.outputOverwrite === true,
    ...governedSetup(options, config, device, cwd),
    pools: poolsOf(options, config),
  };
  for (const each of devicesOf(device, processors)) await requireDevice(each);
  return job;
}

/** The device of the command, and those that processors name themselves. */
function devicesOf(device: string, processors: readonly BoundProcessor[]): ReadonlySet<string> {
  return new Set([device, ...processors.map(({ reserved }) => deviceName(reserved.device))]);
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
