import { PromptModelError, PromptWeightError } from "../errors.ts";
import type { Field } from "../maths/embedding.ts";
import { flattenPrompt, type FlatPrompt } from "../syntax/fragments.ts";
import { parsePrompt } from "../syntax/parse.ts";
import type { SyntaxName } from "../syntax/prompt-tree.ts";
import type { PromptTokenizer } from "../tokens/prompt-tokenizer.ts";
import type { WeightedToken } from "../tokens/weighted-token.ts";
import type { ExplainedToken, PromptRole, PromptWarnings } from "../weighter.ts";

/** A prompt that was read. */
export interface PromptReading {
  readonly role: PromptRole;
  readonly flat: FlatPrompt;
  readonly warnings: PromptWarnings;
}

const ROLE_NAMES: Readonly<Record<PromptRole, string>> = {
  prompt: "prompt",
  negative: "negative prompt",
  second: "second prompt",
  secondNegative: "second negative prompt",
};

/** A role as notes name it. */
export function roleName(role: PromptRole): string {
  return ROLE_NAMES[role];
}

/** @throws PromptSyntaxError */
export function readPromptText(
  role: PromptRole,
  source: string,
  syntax: SyntaxName,
): PromptReading {
  const prompt = parsePrompt(source, syntax);
  const warnings = { role, source, diagnostics: prompt.diagnostics };
  return { role, flat: flattenPrompt(prompt), warnings };
}

export function explainTokens(
  blocks: readonly (readonly WeightedToken[])[],
  tokenizer: PromptTokenizer,
): readonly (readonly ExplainedToken[])[] {
  return blocks.map((tokens) =>
    tokens.map(({ id, weight, span }) => ({ id, text: tokenizer.tokenText(id), weight, span })),
  );
}

/**
 * Passes an embedding on if every number in it is finite in float32.
 * @throws PromptWeightError blaming the largest weight of the prompt, or PromptModelError where all are 1.
 */
export function requireFinite(field: Field, { flat }: PromptReading, model: string): Field {
  if (field.values.every((value) => Number.isFinite(Math.fround(value)))) return field;
  const fragments = flat.parts.flatMap((part) =>
    part.fragments.map(({ words, weight }) => ({ words, weight: weight * part.weight })),
  );
  const worst = fragments.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))[0];
  const [first, last] = [worst?.words.at(0), worst?.words.at(-1)];
  if (worst === undefined || first === undefined || last === undefined || worst.weight === 1) {
    throw new PromptModelError(
      model,
      "it gives numbers that are not finite",
      "take an export in float32",
    );
  }
  const span = { start: first.span.start, end: last.span.end };
  throw new PromptWeightError(worst.weight, flat.source, span);
}
