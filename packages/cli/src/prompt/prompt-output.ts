import { flatDecisions, unaskedEvictions } from "../output/flat-decisions.ts";
import { describeFailure } from "../failure/failure-report.ts";
import { filesOutput } from "../files/written-files.ts";
import { shortPath } from "../terminal/short-path.ts";
import type { JournalEntry } from "@spillway/core";
import type { PromptEmbeddings, WeighResult } from "@spillway/prompt";
import type { PromptJob } from "./prompt-job.ts";
import type { PromptOutcome } from "./weigh-tasks.ts";

/** The shape of each tensor, under its name in the file. */
export function shapesOf(
  embeddings: PromptEmbeddings,
): Readonly<Record<string, readonly number[]>> {
  const { promptEmbeds, negativePromptEmbeds } = embeddings;
  const { pooledPromptEmbeds, negativePooledPromptEmbeds } = embeddings;
  const matrices = { prompt_embeds: promptEmbeds, negative_prompt_embeds: negativePromptEmbeds };
  const vectors = {
    pooled_prompt_embeds: pooledPromptEmbeds,
    negative_pooled_prompt_embeds: negativePooledPromptEmbeds,
  };
  return {
    ...shapes(matrices, ({ tokens, width }) => [1, tokens, width]),
    ...shapes(vectors, ({ length }) => [1, length]),
  };
}

function shapes<T>(
  tensors: Readonly<Record<string, T | undefined>>,
  shape: (tensor: T) => readonly number[],
): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) =>
      tensor === undefined ? [] : [[name, shape(tensor)]],
    ),
  );
}

/** What `spillway prompt --json` prints. */
export function promptOutput(
  outcomes: readonly PromptOutcome[],
  entries: readonly JournalEntry[],
  { files }: PromptJob,
  cwd: string,
): object {
  return {
    prompts: outcomes.map((outcome) => {
      const { prompt, target } = outcome.task;
      if (outcome.kind === "failed") return { prompt, error: describeFailure(outcome.error) };
      const output = target?.kind === "file" ? { output: shortPath(cwd, target.path) } : {};
      return { prompt, ...output, ...resultOutput(outcome.result) };
    }),
    decisions: flatDecisions(entries),
    unaskedEvictions: unaskedEvictions(entries),
    ...filesOutput(files, cwd),
  };
}

function resultOutput({ embeddings, tokens, warnings, notes, runs }: WeighResult): object {
  return {
    shapes: shapesOf(embeddings),
    tokens: tokens.map(({ role, encoder, blocks }) => ({ role, encoder, blocks })),
    warnings: warnings.flatMap(({ role, diagnostics }) =>
      diagnostics.map(({ code, message, span }) => ({ role, code, message, span })),
    ),
    notes,
    runs,
  };
}
