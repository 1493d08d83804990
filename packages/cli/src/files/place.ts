import { UsageError } from "../failure/cli-errors.ts";
import type { Host } from "../host.ts";

/** Where content comes from or goes: an absolute path, or a standard stream. */
export type Place = { readonly kind: "file"; readonly path: string } | { readonly kind: "stream" };

export const STREAM: Place = { kind: "stream" };

/** Refuses to put content on standard output where JSON goes there too, or a person looks. @throws UsageError */
export function claimStdout(
  what: string,
  { json }: { readonly json?: true | undefined },
  { stdout }: Host,
): Place {
  if (json === true) {
    const problem = `--json and ${what} would both go to standard output`;
    throw new UsageError(problem, { hint: "-o FILE --json" });
  }
  if (stdout.isTTY === true) {
    const problem = `${what} is not written to a terminal`;
    throw new UsageError(problem, { hint: "the same command with `> FILE`" });
  }
  return STREAM;
}
