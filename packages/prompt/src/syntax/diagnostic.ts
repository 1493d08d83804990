import type { Span } from "@spillway/core";
import { nearby } from "./nearby.ts";

/** What can be wrong with a prompt that is read all the same. */
export type DiagnosticCode =
  | "a1111-bracket"
  | "a1111-weight"
  | "composable-and"
  | "crossed-brackets"
  | "glued-group"
  | "lora-has-no-effect"
  | "misplaced-operator"
  | "name-with-signs"
  | "sign-before-number"
  | "no-schedule"
  | "not-a-weight"
  | "swap-has-no-effect"
  | "text-after-and"
  | "unbalanced"
  | "unknown-break"
  | "weight-into-text";

/** A warning about a part of a prompt. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  /** What happens with the part, in lower case, and what to write instead. */
  readonly message: string;
  readonly span: Span;
}

/** `warning[unbalanced]: …` with the line and carets under the part. */
export function formatDiagnostic(source: string, { code, message, span }: Diagnostic): string {
  return `warning[${code}]: ${message}\n${nearby(source, span)}`;
}

/** Diagnostics under way. */
export class DiagnosticLog {
  readonly #found: Diagnostic[] = [];

  warn(code: DiagnosticCode, message: string, span: Span): void {
    this.#found.push({ code, message, span });
  }

  /** In the order of the text. */
  sorted(): readonly Diagnostic[] {
    return this.#found.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }
}
