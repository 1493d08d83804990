import type { Span } from "@spillway/core";

/** A configuration file as it was read. */
export interface ConfigFile {
  /** As it is shown to people. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Its text; absent for a module, whose values have no place in a text. */
  readonly text: string | undefined;
}

/** A value in a configuration file, with its place in the text. */
export interface ConfigValue {
  readonly file: ConfigFile;
  /** From the root: `pools.vae.budget`, `VAE_CACHE_MEMORY_CONSTRAINTS[0]`; empty for the root. */
  readonly path: string;
  readonly span: Span | undefined;
  readonly content: ConfigContent;
}

export type ConfigContent =
  | { readonly kind: "map"; readonly entries: readonly ConfigEntry[] }
  | { readonly kind: "list"; readonly items: readonly ConfigValue[] }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "nothing" }
  /** What only a module can export, a function for instance; `words` say what it is. */
  | { readonly kind: "foreign"; readonly words: string };

export interface ConfigEntry {
  readonly key: string;
  readonly keySpan: Span | undefined;
  readonly value: ConfigValue;
}

/** The path of a key within a value. */
export function childPath(path: string, key: string): string {
  const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
  return path === "" ? name : `${path}.${name}`;
}

/** What kind of value it is, for people. */
export function kindWords(content: ConfigContent): string {
  switch (content.kind) {
    case "map":
      return "a mapping";
    case "list":
      return "a list";
    case "text":
      return `the text ${JSON.stringify(content.value)}`;
    case "number":
      return `the number ${content.value}`;
    case "boolean":
      return String(content.value);
    case "nothing":
      return "nothing";
    case "foreign":
      return content.words;
  }
}
