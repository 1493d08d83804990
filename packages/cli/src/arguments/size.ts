import { ByteSizeError, parseBytes, type Bytes } from "@spillway/core";
import { UsageError } from "../failure/cli-errors.ts";
import { deviceName } from "../devices/device-name.ts";

/** The size that an option was given. @throws UsageError naming the option */
export function sizeArgument(option: string, text: string): Bytes {
  try {
    return parseBytes(text);
  } catch (cause) {
    if (!(cause instanceof ByteSizeError)) throw cause;
    throw new UsageError(`${option}: ${cause.message}`, { cause, hint: `${option} 512MB` });
  }
}

/** Budgets by device, as `--budget cuda:0=6GB` states them. @throws UsageError */
export function budgetArguments(texts: readonly string[]): Readonly<Record<string, Bytes>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, device, size] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (device === undefined || size === undefined) {
        const problem = `--budget: \`${text}\` is not of the form device=size`;
        throw new UsageError(problem, { hint: "--budget cuda:0=6GB" });
      }
      return [deviceName(device.trim()), sizeArgument("--budget", size)];
    }),
  );
}
