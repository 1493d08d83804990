/** A word that could stand there. */
export interface Candidate {
  readonly value: string;
  readonly description?: string | undefined;
}

/** What is offered. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Whether the word goes on behind a candidate, as behind a folder or behind `name=`. */
  readonly goesOn?: boolean;
}

export const NO_COMPLETION: Completion = { candidates: [] };

/** Plain names as a completion. */
export function names(values: readonly string[]): Completion {
  return { candidates: values.map((value) => ({ value })) };
}

/** The candidates that begin with what is typed. */
export function startingWith(prefix: string, { candidates, goesOn }: Completion): Completion {
  const found = candidates.filter(({ value }) => value.startsWith(prefix));
  return { candidates: found, ...(goesOn !== undefined && { goesOn }) };
}
