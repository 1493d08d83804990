import { messageOf } from "@spillway/core";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PromptModelError } from "../errors.ts";
import { readJsonObject } from "../json-file.ts";
import { clipTokenizerJson } from "./tokenizer-json.ts";
import { newTokenizer, type LibraryTokenizer } from "./tokenizer-library.ts";

/** A text encoder's tokenizer, without its own idea of start, end and padding. */
export interface PromptTokenizer {
  /** The folder that it was read from. */
  readonly folder: string;
  /** Starts a block. T5 has none. */
  readonly start: number | undefined;
  readonly end: number;
  readonly padding: number;
  /** One more than the highest id. */
  readonly size: number;
  /** The ids of a text, without start, end and padding. */
  readonly encode: (text: string) => readonly number[];
  /** The text of a token, as the vocabulary has it. */
  readonly tokenText: (id: number) => string;
}

/**
 * Reads a tokenizer folder as diffusers writes it: `tokenizer.json`, or CLIP's `vocab.json` and `merges.txt`.
 * @throws PromptModelError for a folder without one, or one whose files do not agree.
 */
export async function readTokenizer(folder: string): Promise<PromptTokenizer> {
  const config = (await readJsonObject(join(folder, "tokenizer_config.json"))) ?? {};
  const special = { ...config, ...(await readJsonObject(join(folder, "special_tokens_map.json"))) };
  const stated = await readJsonObject(join(folder, "tokenizer.json"));
  const json = stated ?? (await readClipJson(folder, special));
  const tokenizer = construct(folder, json, config);
  const end = tokenText(special["eos_token"]) ?? "<|endoftext|>";
  const start = tokenText(special["bos_token"]);
  const padding = tokenText(special["pad_token"]) ?? end;
  const size = 1 + Math.max(...tokenizer.get_vocab().values());
  return {
    folder,
    start: start === undefined ? undefined : requireId(tokenizer, folder, start),
    end: requireId(tokenizer, folder, end),
    padding: requireId(tokenizer, folder, padding),
    size,
    encode: (text) => encode(tokenizer, folder, text),
    tokenText: (id) => tokenizer.id_to_token(id) ?? "",
  };
}

/** The library leaves a token without an id where the vocabulary has neither it nor a token for unknowns. */
function encode(tokenizer: LibraryTokenizer, folder: string, text: string): readonly number[] {
  const { ids } = tokenizer.encode(text, { add_special_tokens: false });
  return ids.map((id) => {
    if (typeof id === "number") return id;
    throw new PromptModelError(
      folder,
      `its vocabulary cannot spell ${JSON.stringify(text)}`,
      "fetch its files again",
    );
  });
}

function construct(folder: string, json: object, config: object): LibraryTokenizer {
  try {
    return newTokenizer(json, config);
  } catch (cause) {
    const problem = `its tokenizer cannot be used (${messageOf(cause)})`;
    throw new PromptModelError(folder, problem, "fetch its files again", { cause });
  }
}

async function readClipJson(
  folder: string,
  special: Readonly<Record<string, unknown>>,
): Promise<object> {
  const vocab = await readJsonObject(join(folder, "vocab.json"));
  const merges = await readFile(join(folder, "merges.txt"), "utf8").catch(() => undefined);
  if (vocab === undefined || merges === undefined) {
    const problem = "no tokenizer: it has neither tokenizer.json nor vocab.json with merges.txt";
    const advice =
      "copy the folder from the original model, or save a fast tokenizer (a spiece.model alone is not read)";
    throw new PromptModelError(folder, problem, advice);
  }
  const end = tokenText(special["eos_token"]) ?? "<|endoftext|>";
  return clipTokenizerJson({
    vocab: requireIds(folder, vocab),
    merges: merges.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#version")),
    start: tokenText(special["bos_token"]) ?? "<|startoftext|>",
    end,
    unknown: tokenText(special["unk_token"]) ?? end,
  });
}

function requireIds(
  folder: string,
  vocab: Readonly<Record<string, unknown>>,
): Record<string, number> {
  const entries = Object.entries(vocab).map(([token, id]): [string, number] => {
    if (typeof id === "number" && Number.isSafeInteger(id) && id >= 0) return [token, id];
    throw new PromptModelError(
      join(folder, "vocab.json"),
      `the id of ${JSON.stringify(token)} is no number`,
      "fetch it again",
    );
  });
  return Object.fromEntries(entries);
}

function requireId(tokenizer: LibraryTokenizer, folder: string, token: string): number {
  const id = tokenizer.token_to_id(token);
  if (id !== undefined) return id;
  throw new PromptModelError(
    folder,
    `its vocabulary lacks its own token ${token}`,
    "fetch its files again",
  );
}

/** Special tokens are written as text or as objects that hold it. */
function tokenText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || !("content" in value)) return undefined;
  return typeof value.content === "string" ? value.content : undefined;
}
