import { ByteSizeError, didYouMean, parseBytes, type Bytes } from "@spillway/core";
import { UsageError } from "../failure/cli-errors.ts";
import { deviceName, isDeviceName } from "../devices/device-name.ts";
import { DEVICE_KINDS } from "./known-names.ts";

/** The budget that an option was given. @throws UsageError naming the option */
export function sizeArgument(option: string, text: string): Bytes {
  const size = sizeOf(option, text);
  if (size > 0) return size;
  const problem = `${option}: \`${text}\` is no room at all; leave it out for no budget`;
  throw new UsageError(problem, { hint: `${option} 512MB` });
}

function sizeOf(option: string, text: string): Bytes {
  try {
    return parseBytes(text);
  } catch (cause) {
    if (!(cause instanceof ByteSizeError)) throw cause;
    throw new UsageError(`${option}: ${cause.message}`, { cause, hint: `${option} 512MB` });
  }
}

/** Budgets by device, as `--budget cuda:0=6GB` states them, each of them once. @throws UsageError */
export function budgetArguments(texts: readonly string[]): Readonly<Record<string, Bytes>> {
  const stated = new Map<string, Bytes>();
  for (const text of texts) {
    const [, typed, size] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (typed === undefined || size === undefined) {
      const problem = `--budget: \`${text}\` is not of the form device=size`;
      throw new UsageError(problem, { hint: "--budget cuda:0=6GB" });
    }
    const device = deviceName(typed.trim());
    if (!isDeviceName(device)) throw unknownDevice(typed.trim());
    if (stated.has(device)) {
      throw new UsageError(`--budget states the budget of ${device} twice; leave one out`);
    }
    stated.set(device, sizeArgument("--budget", size));
  }
  return Object.fromEntries(stated);
}

function unknownDevice(typed: string): UsageError {
  const question = didYouMean(typed, DEVICE_KINDS);
  return new UsageError(`--budget: no device is called \`${typed}\``, {
    details: question === undefined ? [] : [question],
    hint: "spillway probe",
  });
}
