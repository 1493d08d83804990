import { codeOf, isRecord } from "@spillway/core";
import { readFile } from "node:fs/promises";
import { PromptModelError } from "./errors.ts";

/** The JSON object in a file; undefined where there is no such file. @throws PromptModelError for anything else. */
export async function readJsonObject(
  path: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (cause) {
    throw new PromptModelError(path, "it is no JSON", "fetch it again", { cause });
  }
  throw new PromptModelError(path, "it is no JSON object", "fetch it again");
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new PromptModelError(path, `it cannot be read (${code})`, "check its permissions", {
      cause,
    });
  }
}
