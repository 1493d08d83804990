import { didYouMean, suggest } from "@spillway/core";
import { UsageError } from "../failure/cli-errors.ts";
import { ERROR_ENTRIES } from "./error-entries.ts";

/** The entry of docs/errors.md for a code. @throws UsageError */
export function errorEntry(code: string): string {
  const text = ERROR_ENTRIES.get(code);
  if (text !== undefined) return text;
  const codes = [...ERROR_ENTRIES.keys()];
  const problem = [`no error code ${code}`, didYouMean(code, codes)].filter(Boolean).join("; ");
  throw new UsageError(problem, {
    details: [`there are: ${codes.join(", ")}`],
    hint: `spillway explain ${suggest(code, codes) ?? "ERR_EXPRESSION"}`,
  });
}
