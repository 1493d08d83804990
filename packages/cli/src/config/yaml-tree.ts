import type { Span } from "@spillway/core";
import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from "yaml";
import { ConfigError } from "./config-error.ts";
import {
  childPath,
  type ConfigContent,
  type ConfigEntry,
  type ConfigFile,
  type ConfigValue,
} from "./config-tree.ts";

interface Reading {
  readonly file: ConfigFile;
  readonly document: Document.Parsed;
}

/** Reads YAML, or JSON, which is a part of it, with the place of each value. @throws ConfigError */
export function yamlTree(file: ConfigFile, text: string): ConfigValue {
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const [start, end] = error.pos;
    throw new ConfigError(`cannot be read as YAML: ${lowerFirst(error.message)}`, {
      file,
      path: "",
      span: { start, end },
      cause: error,
    });
  }
  return valueOf({ file, document }, document.contents, "");
}

function valueOf(reading: Reading, node: unknown, path: string): ConfigValue {
  if (isAlias(node)) {
    const target = valueOf(reading, node.resolve(reading.document), path);
    return { ...target, span: spanOf(node) };
  }
  return { file: reading.file, path, span: spanOf(node), content: contentOf(reading, node, path) };
}

function contentOf(reading: Reading, node: unknown, path: string): ConfigContent {
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }): ConfigEntry => {
      const name = isScalar(key) ? String(key.value) : String(key);
      return {
        key: name,
        keySpan: spanOf(key),
        value: valueOf(reading, value, childPath(path, name)),
      };
    });
    return { kind: "map", entries };
  }
  if (isSeq(node)) {
    const items = node.items.map((item, index) => valueOf(reading, item, `${path}[${index}]`));
    return { kind: "list", items };
  }
  return scalarContent(isScalar(node) ? node.value : undefined);
}

/** The content of a value that is neither a mapping nor a list. */
export function scalarContent(value: unknown): ConfigContent {
  switch (typeof value) {
    case "string":
      return { kind: "text", value };
    case "number":
      return { kind: "number", value };
    case "boolean":
      return { kind: "boolean", value };
    default:
      return value === undefined || value === null
        ? { kind: "nothing" }
        : { kind: "text", value: JSON.stringify(value) };
  }
}

function spanOf(node: unknown): Span | undefined {
  const range = (node as Partial<Node> | null | undefined)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
