/** The candidate closest to `name` in edit distance, if it is close enough to be what was meant. */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length * 0.4));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** The question that an unknown name ends in: "did you mean `lru`?"; undefined when nothing else in `known` is near. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const near = suggest(name, known);
  return near === undefined || near === name ? undefined : `did you mean \`${near}\`?`;
}

/** Optimal string alignment distance: insert, delete, substitute, swap neighbours, each at cost 1. O(|a|·|b|). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, substitution);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? Math.min(cost, at(beforeLast, j - 2) + 1) : cost);
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

/** A cell of the table; outside of it nothing is reachable. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
