import { outputNames } from "@spillway/image";
import { existsSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { UsageError } from "../failure/cli-errors.ts";
import type { Host } from "../host.ts";
import { claimStdout, STREAM, type Place } from "../files/place.ts";
import type { ImageTask } from "./image-job.ts";
import type { ImageOptions } from "./image-options.ts";

/** What a picture from standard input is called where it is given a name. */
const STDIN_NAME = "stdin.png";

/** Where each picture comes from and goes; `-` is a standard stream. @throws UsageError, OutputError */
export function planTasks(
  inputs: readonly string[],
  options: ImageOptions,
  host: Host,
): readonly ImageTask[] {
  if (inputs.filter((input) => input === "-").length > 1) {
    throw new UsageError("standard input is one picture, and `-` is given more than once");
  }
  const targets = toStdout(inputs, options)
    ? [stdoutOf(inputs, options, host)]
    : targetFiles(inputs, options, host.cwd);
  return inputs.map((input, index) => ({
    input,
    source: input === "-" ? STREAM : { kind: "file", path: resolve(host.cwd, input) },
    // There are as many targets as inputs.
    target: targets[index] ?? STREAM,
  }));
}

/** `-o -`, or standard input alone with no output named. */
function toStdout(inputs: readonly string[], { output = [] }: ImageOptions): boolean {
  if (output.length === 0) return inputs.length === 1 && inputs[0] === "-";
  return output.includes("-");
}

function stdoutOf(inputs: readonly string[], options: ImageOptions, host: Host): Place {
  const { output = [] } = options;
  if (inputs.length > 1 || output.length > 1) {
    const counts = `${inputs.length} inputs and ${output.length} outputs`;
    throw new UsageError(`standard output takes one picture, not ${counts}`, { hint: "-o out/" });
  }
  return claimStdout("a picture", options, host);
}

function targetFiles(
  inputs: readonly string[],
  { output = [], outputOverwrite }: ImageOptions,
  cwd: string,
): readonly Place[] {
  const names = outputNames({
    inputs: inputs.map((input) => resolve(cwd, input === "-" ? STDIN_NAME : input)),
    outputs: output.map((path) => resolve(cwd, path) + (/[/\\]$/.test(path) ? sep : "")),
    overwrite: outputOverwrite === true,
    exists: existsSync,
    isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
  });
  return names.map((path) => ({ kind: "file", path }));
}
