import type { CommanderError } from "@commander-js/extra-typings";
import { UsageError } from "./failure/cli-errors.ts";

/** The parser's error in the shape of all others: the problem, the nearest name, and where to read on. */
export function usageErrorFrom(
  error: CommanderError,
  argv: readonly string[],
  commands: readonly string[],
): UsageError {
  const [problem = "", ...rest] = error.message.split("\n");
  const options = {
    details: [...rest.map(inOwnWords), ...adviceOn(error)],
    hint: hintFrom(argv, commands),
    cause: error,
  };
  return new UsageError(problem.replace(/^error: /, "").replaceAll("'", "`"), options);
}

/** The parser's `(Did you mean one of --device, --debug?)` as everything else here asks it. */
function inOwnWords(line: string): string {
  const names = /^\(Did you mean (?:one of )?(?<names>.*)\?\)$/.exec(line)?.groups?.["names"];
  if (names === undefined) return line;
  const quoted = names.split(", ").map((name) => `\`${name}\``);
  return `did you mean ${quoted.join(" or ")}?`;
}

/** A list such as that of `-p` takes every word behind it, inputs too. */
function adviceOn({ code, message }: CommanderError): readonly string[] {
  const noInput = code === "commander.missingArgument" && message.includes("'input'");
  return noInput
    ? ["write the inputs before -p, -o and --constraint, which take every word behind them"]
    : [];
}

function hintFrom(argv: readonly string[], commands: readonly string[]): string {
  const command = commands.find((name) => name === argv[0]);
  return command === undefined ? "spillway --help" : `spillway ${command} --help`;
}
