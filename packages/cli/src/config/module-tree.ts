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
  const foreign = foreignWords(value);
  if (foreign !== undefined) return { kind: "foreign", words: foreign };
  if (typeof value !== "object" || value === null) return scalarContent(value);
  const entries = Object.entries(value).map(([key, item]) => ({
    key,
    keySpan: undefined,
    value: moduleTree(file, item, childPath(path, key)),
  }));
  return { kind: "map", entries };
}

/** What a value is that no configuration holds; undefined for the others. */
function foreignWords(value: unknown): string | undefined {
  switch (typeof value) {
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    case "bigint":
      return `the bigint ${value}n`;
    default:
      return value instanceof Promise ? "a promise; await it" : undefined;
  }
}
