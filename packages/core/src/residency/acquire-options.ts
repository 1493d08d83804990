import { InvalidArgumentError } from "../errors.ts";
import {
  atLeast,
  isFlag,
  isFunction,
  isName,
  isNumber,
  isObject,
  must,
  type Rules,
  stated,
  wrongOption,
} from "../option-rules.ts";
import { didYouMean } from "../suggest.ts";
import type { AcquireOptions } from "./loader.ts";

const RULES: Rules<AcquireOptions<unknown>> = {
  key: (value) => must("a name", value, typeof value === "string" && value !== ""),
  device: isName,
  bytes: isNumber,
  load: isFunction,
  signal: isObject,
  restoreMs: atLeast(0),
  priority: isNumber,
  pinned: isFlag,
  idleMs: atLeast(0),
  minimumStayMs: atLeast(0),
  waitMs: atLeast(0),
};
const NAMES: readonly string[] = Object.keys(RULES);

/**
 * What is wrong with the options of an acquire. Those of other names are let be, as types allow them, but for names that
 * look like one of these.
 */
export function wrongAcquire(
  options: AcquireOptions<unknown>,
  id: string,
): InvalidArgumentError | undefined {
  const isMeant = (name: string): boolean =>
    NAMES.includes(name) || didYouMean(name, NAMES) !== undefined;
  const meant = Object.entries(stated(options)).filter(([name]) => isMeant(name));
  const { key, bytes, load } = options;
  const wrong = wrongOption({ ...Object.fromEntries(meant), key, bytes, load }, RULES);
  if (wrong === undefined) return undefined;
  return new InvalidArgumentError(`the ${wrong.field} of ${id} ${wrong.problem}`);
}
