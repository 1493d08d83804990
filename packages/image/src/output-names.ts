import { codeOf } from "@spillway/core";
import { basename, dirname, extname, join, resolve } from "node:path";
import { OutputError } from "./errors.ts";
import { formatOf } from "./format.ts";

/** What output names are chosen from. */
export interface OutputNaming {
  readonly inputs: readonly string[];
  /** None, one directory, or one file for each input. */
  readonly outputs: readonly string[];
  readonly overwrite: boolean;
  readonly exists: (path: string) => boolean;
  readonly isDirectory: (path: string) => boolean;
}

/**
 * One output file for each input. Without outputs `name_processed_N.ext` beside the input, N being its position from 1;
 * with one directory (existing, or written with a slash at its end) the same name inside it; otherwise the outputs in
 * order. A name that is taken gets `_duplicate_N` unless overwriting is allowed; two outputs of one run never share a name.
 * @throws OutputError when there are neither as many outputs as inputs nor one directory, or it cannot be looked at.
 */
export function outputNames(naming: OutputNaming): readonly string[] {
  const taken = new Set<string>();
  return wantedNames(naming).map((wanted) => {
    const name = freeName(wanted, (path) => {
      if (taken.has(resolve(path))) return true;
      return !naming.overwrite && naming.exists(path);
    });
    taken.add(resolve(name));
    return name;
  });
}

function wantedNames({ inputs, outputs, isDirectory }: OutputNaming): readonly string[] {
  const [first] = outputs;
  if (first === undefined)
    return inputs.map((input, i) => join(dirname(input), processed(input, i)));
  if (outputs.length === 1 && isFolder(first, isDirectory)) {
    return inputs.map((input, i) => join(first, processed(input, i)));
  }
  if (outputs.length === inputs.length) return outputs;
  throw new OutputError(
    outputs.join(" "),
    `${outputs.length} outputs for ${inputs.length} inputs; give one for each input, one directory, or none`,
  );
}

function isFolder(output: string, isDirectory: OutputNaming["isDirectory"]): boolean {
  try {
    return /[/\\]$/.test(output) || isDirectory(output);
  } catch (cause) {
    throw new OutputError(output, `cannot be written there (${codeOf(cause)})`, { cause });
  }
}

/** Inputs of a format that can only be read become PNG. */
function processed(input: string, index: number): string {
  const ending = formatOf(input) === undefined ? ".png" : extname(input);
  return `${basename(input, extname(input))}_processed_${index + 1}${ending}`;
}

const DUPLICATE = "_duplicate_";

/** The name, or the first `_duplicate_N` of it that is not taken; `suffix` stands before the N where it is stated. */
export function freeName(
  wanted: string,
  isTaken: (path: string) => boolean,
  suffix: string = DUPLICATE,
): string {
  let name = wanted;
  for (let n = 1; isTaken(name); n++) name = withSuffix(wanted, `${suffix}${n}`);
  return name;
}

/** The name to try after one that is taken: counted on where it ends with the suffix and a number, else its first. */
export function nextName(taken: string, suffix: string = DUPLICATE): string {
  const stem = taken.slice(0, taken.length - extname(taken).length);
  const digits = /\d*$/.exec(stem)?.[0] ?? "";
  const before = stem.slice(0, stem.length - digits.length);
  if (digits === "" || !before.endsWith(suffix)) return withSuffix(taken, `${suffix}1`);
  return `${before}${Number(digits) + 1}${extname(taken)}`;
}

/** A file name with a suffix before its ending. */
function withSuffix(path: string, suffix: string): string {
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)}${suffix}${ending}`;
}
