import { parseCompel } from "./compel.ts";
import { parsePlain } from "./plain.ts";
import type { SyntaxName, WeightedPrompt } from "./prompt-tree.ts";
import { parseSdwui } from "./sdwui.ts";

/** Reads a prompt in the syntax of that name. @throws PromptSyntaxError */
export function parsePrompt(source: string, syntax: SyntaxName): WeightedPrompt {
  switch (syntax) {
    case "compel":
      return parseCompel(source);
    case "sdwui":
      return parseSdwui(source);
    case "plain":
      return parsePlain(source);
  }
}
