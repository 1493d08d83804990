import { childPath, type ConfigContent, type ConfigFile, type ConfigValue } from "./config-tree.ts";
import { scalarContent } from "./yaml-tree.ts";

/** What a module exports, as a tree whose values have no place in a text. */
export function moduleTree(file: ConfigFile, value: unknown, path = ""): ConfigValue {
  return { file, path, span: undefined, content: contentOf(file, value, path) };
}

function contentOf(file: ConfigFile, value: unknown, path: string): ConfigContent {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => moduleTree(file, item, `${path}[${index}]`));
    return { kind: "list", items };
  }
  if (typeof value !== "object" || value === null) return scalarContent(value);
  const entries = Object.entries(value).map(([key, item]) => ({
    key,
    keySpan: undefined,
    value: moduleTree(file, item, childPath(path, key)),
  }));
  return { kind: "map", entries };
}
