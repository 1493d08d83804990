import { UsageError } from "../failure/cli-errors.ts";

/** What a number may be. */
export interface NumberRange {
  readonly least: number;
  readonly most?: number;
  readonly whole?: boolean;
  /** One that would do, for the error. */
  readonly example: number;
}

/** The number that an option was given. @throws UsageError naming the option and the range */
export function numberArgument(option: string, text: string, range: NumberRange): number {
  const { least, most = Infinity, whole = false, example } = range;
  const value = Number(text);
  const isRight = value >= least && value <= most && (!whole || Number.isInteger(value));
  if (text.trim() !== "" && isRight) return value;
  const kind = whole ? "whole number" : "number";
  const upTo = most === Infinity ? "on" : `to ${most}`;
  throw new UsageError(`${option}: \`${text}\` is no ${kind} from ${least} ${upTo}`, {
    hint: `${option} ${example}`,
  });
}
