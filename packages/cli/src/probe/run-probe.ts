import {
  describeReading,
  narrowReading,
  systemClock,
  type Bytes,
  type Probe,
} from "@spillway/core";
import { discoverProbes } from "@spillway/core/node";
import { configured } from "../config/configured.ts";
import { EXIT } from "../failure/exit-code.ts";
import type { Host } from "../host.ts";
import type { ProbedDevice, ProbeOutput } from "../output/probe-output.ts";
import { writeJson } from "../output/write-json.ts";
import { painter } from "../terminal/paint.ts";
import { packageManifest } from "../package-manifest.ts";
import { formatProbe, formatProbeMarkdown } from "./format-probe.ts";
import { platformOf, platformWords } from "./platform.ts";
import { nativePackages } from "./native-packages.ts";

/** The options of `spillway probe`. */
export interface ProbeOptions {
  readonly config?: string | undefined;
  readonly markdown?: true | undefined;
  readonly json?: true | undefined;
  readonly verbose?: true | undefined;
}

/** Tells what each device reports, and what is installed. */
export async function runProbe(options: ProbeOptions, host: Host): Promise<number> {
  const config = await configured(options, host);
  using discovery = await discoverProbes();
  const devices = discovery.probes.map((probe) => describeDevice(probe, config.budgets));
  const { version, node: nodeRequired, dependencies } = packageManifest();
  const platform = platformOf();
  const output: ProbeOutput = {
    spillway: version,
    node: process.versions.node,
    nodeRequired,
    platform: platformWords(platform),
    ...(config.file !== undefined && { config: config.file }),
    devices: await Promise.all(devices),
    notes: discovery.notes,
    packages: await nativePackages({ required: dependencies, platform }),
  };
  if (options.json === true) writeJson(host.stdout, output);
  else if (options.markdown === true) host.stdout.write(formatProbeMarkdown(output));
  else host.stdout.write(formatProbe(output, painter(host.stdout, host.env)));
  return EXIT.done;
}

async function describeDevice(
  probe: Probe,
  budgets: Readonly<Record<string, Bytes>>,
): Promise<ProbedDevice> {
  const budget = budgets[probe.device];
  const reading = await probe.read();
  const source = `budgets.${probe.device}`;
  const shown =
    budget === undefined ? reading : narrowReading(reading, { budget, placed: 0, source });
  const { figures, ...device } = describeReading(probe, shown, systemClock.now());
  return { ...device, figures, ...(budget !== undefined && { budget }) };
}
