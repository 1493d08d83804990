import type { Span } from "@spillway/core";
import type { DiagnosticLog } from "./diagnostic.ts";

/** Longest text behind a colon that can be meant as a weight. */
const LONGEST_WEIGHT = 40;

const MEANT_AS_WEIGHT = /^:\s*[+-]?(?:nan|inf(?:inity)?|[\d.,]*\d[\d.,]*(?:e[+-]?\d+)?|[.,]+)\s*$/i;

/** `(text:nan)`, `(text:1e5)`, `(text:1,3)`: text, because it is none of this syntax's numbers. */
export function warnOfFalseWeight(source: string, span: Span, log: DiagnosticLog): void {
  if (span.end - span.start > LONGEST_WEIGHT) return;
  if (!MEANT_AS_WEIGHT.test(source.slice(span.start, span.end))) return;
  const message = "not a weight, so it is text; write a plain number such as 1.3";
  log.warn("not-a-weight", message, span);
}

export function warnOfSchedule(source: string, span: Span, log: DiagnosticLog): void {
  const bar = source.slice(span.start, span.end).includes("|");
  const name = bar ? "alternation" : "schedule";
  const message = `an embedding has no steps, so this ${name} is text at the weight of its brackets`;
  log.warn("no-schedule", message, span);
}

export function warnOfTag(word: string, span: Span, log: DiagnosticLog): void {
  if (word === "AND") {
    const message = "AND does not join prompts here, it is a word; weigh each prompt for itself";
    log.warn("composable-and", message, span);
  } else if (word.startsWith("<") && /^<(?:lora|lyco|hypernet):/i.test(word)) {
    log.warn(
      "lora-has-no-effect",
      "a LoRA has no effect on an embedding, and this tag is text",
      span,
    );
  }
}
