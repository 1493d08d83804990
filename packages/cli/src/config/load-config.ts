import { codeOf, messageOf } from "@spillway/core";
import { readFile, stat } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../failure/cli-errors.ts";
import { shortPath } from "../terminal/short-path.ts";
import { checkConfig } from "./check-config.ts";
import { ConfigError } from "./config-error.ts";
import { NO_CONFIG, type Config } from "./config.ts";
import type { ConfigFile, ConfigValue } from "./config-tree.ts";
import { moduleTree } from "./module-tree.ts";
import { yamlTree } from "./yaml-tree.ts";

const NAMES = ["yaml", "yml", "json", "mjs", "ts"].map((ending) => `spillway.config.${ending}`);

/** Where a configuration is looked for. */
export interface ConfigSearch {
  readonly cwd: string;
  /** The file that was asked for; otherwise one is looked for from `cwd` upwards. */
  readonly file?: string | undefined;
}

/** Finds, reads and checks the configuration. None is an empty one. @throws ConfigError, InputError */
export async function loadConfig({ cwd, file }: ConfigSearch): Promise<Config> {
  const path = file === undefined ? await findConfig(cwd) : resolve(cwd, file);
  if (path === undefined) return NO_CONFIG;
  return checkConfig(await readTree(path, shortPath(cwd, path)));
}

async function findConfig(folder: string): Promise<string | undefined> {
  for (const name of NAMES) {
    const path = join(folder, name);
    if (await exists(path)) return path;
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : findConfig(parent);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function readTree(path: string, name: string): Promise<ConfigValue> {
  switch (extname(path)) {
    case ".yaml":
    case ".yml":
    case ".json":
      return readText(path, name);
    case ".mjs":
    case ".js":
    case ".ts":
    case ".mts":
      return readModule({ name, path, text: undefined });
    default:
      throw new InputError(name, "is no configuration file", {
        details: ["its name must end with .yaml, .yml, .json, .mjs or .ts"],
      });
  }
}

async function readText(path: string, name: string): Promise<ConfigValue> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new InputError(name, `the configuration cannot be read (${reasonOf(cause)})`, { cause });
  });
  return yamlTree({ name, path, text }, text);
}

async function readModule(file: ConfigFile): Promise<ConfigValue> {
  const module = await importModule(file);
  if ("default" in module) return moduleTree(file, module.default);
  throw moduleError(file, "the module has no default export; write `export default { … }`");
}

async function importModule(file: ConfigFile): Promise<object> {
  try {
    return (await import(pathToFileURL(file.path).href)) as object;
  } catch (cause) {
    const isForeign =
      cause instanceof Error && "code" in cause && cause.code === "ERR_UNKNOWN_FILE_EXTENSION";
    const problem = isForeign
      ? `Node ${process.versions.node} cannot run TypeScript; write spillway.config.yaml, .json or .mjs`
      : `the module fails when imported: ${reasonOf(cause)}`;
    throw moduleError(file, problem, cause);
  }
}

function moduleError(file: ConfigFile, problem: string, cause?: unknown): ConfigError {
  return new ConfigError(problem, { file, path: "", span: undefined, cause });
}

function reasonOf(cause: unknown): string {
  return codeOf(cause) === "ENOENT" ? "there is no such file" : messageOf(cause);
}
