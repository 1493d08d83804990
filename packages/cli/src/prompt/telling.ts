import { formatDiagnostic, type WeighResult } from "@spillway/prompt";
import { describeFailure, formatFailure } from "../failure/failure-report.ts";
import type { Host } from "../host.ts";
import { painter, type Paint } from "../terminal/paint.ts";
import { shortPath } from "../terminal/short-path.ts";
import { shortText } from "../terminal/short-text.ts";
import { formatWeights } from "./format-weights.ts";
import type { PromptJob, PromptOptions } from "./prompt-job.ts";
import { shapesOf } from "./prompt-output.ts";
import type { PromptOutcome } from "./weigh-tasks.ts";

/** Where words for people go: standard output, unless embeddings go there. */
export interface Telling {
  readonly paint: Paint;
  readonly say: (text: string) => void;
}

/** Nothing is said where JSON is printed, or with `--quiet`. */
export function tellingOf(job: PromptJob, options: PromptOptions, host: Host): Telling {
  const taken = job.tasks.some(({ target }) => target?.kind === "stream");
  const stream = taken ? host.stderr : host.stdout;
  const isSilent = options.json === true || options.quiet === true;
  return {
    paint: painter(stream, host.env),
    say: isSilent ? () => undefined : (text) => stream.write(text),
  };
}

/** Tells what was made of a prompt, and what would have been lost. */
export function tellOutcome(
  outcome: PromptOutcome,
  options: PromptOptions,
  { stderr, env, cwd }: Host,
  { paint, say }: Telling,
): void {
  if (outcome.kind === "failed") {
    stderr.write(formatFailure(describeFailure(outcome.error), painter(stderr, env)));
    return;
  }
  const { task, result } = outcome;
  if (options.quiet !== true) stderr.write(warningsOf(result));
  const shapes = Object.entries(shapesOf(result.embeddings));
  const made = shapes.map(([name, dims]) => `${name} ${dims.join("x")}`).join(", ");
  const written = task.target?.kind === "file" ? ` -> ${shortPath(cwd, task.target.path)}` : "";
  say(`${JSON.stringify(shortText(task.prompt))}${written} (${made})\n`);
  if (options.explainWeights === true) say(formatWeights(result.tokens, paint));
}

function warningsOf({ warnings, notes }: WeighResult): string {
  const told = warnings.flatMap(({ source, diagnostics }) =>
    diagnostics.map((diagnostic) => formatDiagnostic(source, diagnostic)),
  );
  return [...told, ...notes.map((note) => `note: ${note}`)].map((line) => `${line}\n`).join("");
}
