import {
  compileConstraintList,
  constraintScope,
  narrowReading,
  type Reading,
} from "@spillway/core";
import { discoverProbes } from "@spillway/core/node";
import { sizeArgument } from "../arguments/size.ts";
import { configured } from "../config/configured.ts";
import { deviceArgument } from "../devices/device-name.ts";
import { findDevice } from "../devices/find-device.ts";
import { EXIT } from "../failure/exit-code.ts";
import type { Host } from "../host.ts";
import type { CheckOutput } from "../output/check-output.ts";
import { writeJson } from "../output/write-json.ts";
import { painter } from "../terminal/paint.ts";
import { constraintValues } from "./constraint-values.ts";
import { formatCheck } from "./format-check.ts";
import { statedValues } from "./stated-values.ts";

/** The options of `spillway check`. */
export interface CheckOptions {
  readonly device: string;
  readonly var?: readonly string[] | undefined;
  readonly memory?: string | undefined;
  readonly mode: "any" | "all";
  readonly exitCode?: true | undefined;
  readonly config?: string | undefined;
  readonly json?: true | undefined;
  readonly quiet?: true | undefined;
  readonly verbose?: true | undefined;
}

/** Evaluates constraints on what a device reports now, and tells what each one said. */
export async function runCheck(
  expressions: readonly string[],
  options: CheckOptions,
  host: Host,
): Promise<number> {
  const constraints = compileConstraintList(expressions, {
    mode: options.mode,
    scope: constraintScope,
  });
  const stated = statedValues(options.var ?? [], constraintScope);
  const device = deviceArgument(options.device);
  const reading = await readDevice(device, options, host);
  const result = constraints.evaluate(constraintValues(reading, stated));
  const { outcome, results } = result;
  const met = outcome === "met";
  const output: CheckOutput = { met, outcome, device, results };
  if (options.json === true) writeJson(host.stdout, output);
  else if (options.quiet !== true)
    host.stdout.write(formatCheck(output, options.mode, painter(host.stdout, host.env)));
  return options.exitCode === true && !met ? EXIT.failed : EXIT.done;
}

async function readDevice(device: string, options: CheckOptions, host: Host): Promise<Reading> {
  const { budgets } = await configured(options, host);
  using discovery = await discoverProbes();
  const reading = await findDevice(discovery, device).read();
  if (options.memory !== undefined) {
    const budget = sizeArgument("--memory", options.memory);
    return narrowReading(reading, { budget, placed: 0, source: `--memory ${options.memory}` });
  }
  const budget = budgets[device];
  if (budget === undefined) return reading;
  return narrowReading(reading, { budget, placed: 0, source: `budgets.${device}` });
}
