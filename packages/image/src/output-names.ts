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
 * @throws OutputError when there are neither as many outputs as inputs nor one directory.
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
  if (outputs.length === 1 && (/[/\\]$/.test(first) || isDirectory(first))) {
    return inputs.map((input, i) => join(first, processed(input, i)));
  }
  if (outputs.length === inputs.length) return outputs;
  throw new OutputError(
    outputs.join(" "),
    `${outputs.length} outputs for ${inputs.length} inputs; give one for each input, one directory, or none`,
  );
}

/** Inputs of a format that can only be read become PNG. */
function processed(input: string, index: number): string {
  const ending = formatOf(input) === undefined ? ".png" : extname(input);
  return `${basename(input, extname(input))}_processed_${index + 1}${ending}`;
}

/** The name, or the first `_duplicate_N` of it that is not taken; `suffix` stands before the N where it is stated. */
export function freeName(
  wanted: string,
  isTaken: (path: string) => boolean,
  suffix = "_duplicate_",
): string {
  let name = wanted;
  for (let n = 1; isTaken(name); n++) name = withSuffix(wanted, `${suffix}${n}`);
  return name;
}

/** A file name with a suffix before its ending. */
function withSuffix(path: string, suffix: string): string {
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)}${suffix}${ending}`;
}
