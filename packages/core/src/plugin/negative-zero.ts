/** Turns -0 into 0, which prints and compares as people expect. */
export function withoutNegativeZero(value: number): number {
  return value === 0 ? 0 : value;
}
