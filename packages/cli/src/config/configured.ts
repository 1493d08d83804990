import type { Host } from "../host.ts";
import type { Config } from "./config.ts";
import { loadConfig } from "./load-config.ts";

/** The configuration for a command; `--verbose` names its file. @throws ConfigError, InputError */
export async function configured(
  options: { readonly config?: string | undefined; readonly verbose?: true | undefined },
  host: Host,
): Promise<Config> {
  const config = await loadConfig({ cwd: host.cwd, file: options.config });
  if (options.verbose === true) {
    host.stderr.write(`configuration: ${config.file ?? "none found"}\n`);
  }
  return config;
}
