import { suggest } from "@spillway/core";
import { UsageError } from "../failure/cli-errors.ts";
import { ERROR_ENTRIES } from "./error-entries.ts";

/** The entry of docs/errors.md for a code. @throws UsageError */
export function errorEntry(code: string): string {
  const text = ERROR_ENTRIES.get(code);
  if (text !== undefined) return text;
  const near = suggest(code, ERROR_ENTRIES.keys());
  const meant = near === undefined ? "" : `; did you mean ${near}?`;
  throw new UsageError(`no error code ${code}${meant}`, {
    details: [`there are: ${[...ERROR_ENTRIES.keys()].join(", ")}`],
    hint: `spillway explain ${near ?? "ERR_EXPRESSION"}`,
  });
}
