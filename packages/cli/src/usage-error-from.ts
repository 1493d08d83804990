import type { CommanderError } from "@commander-js/extra-typings";
import { UsageError } from "./failure/cli-errors.ts";

/** The parser's error in the shape of all others: the problem, the nearest name, and where to read on. */
export function usageErrorFrom(
  error: CommanderError,
  argv: readonly string[],
  commands: readonly string[],
): UsageError {
  const [problem = "", ...rest] = error.message.split("\n");
  const details = rest.map((line) => line.replace(/^\((.*)\)$/, "$1").replace("Did", "did"));
  const options = {
    details: [...details, ...adviceOn(error)],
    hint: hintFrom(argv, commands),
    cause: error,
  };
  return new UsageError(problem.replace(/^error: /, "").replaceAll("'", "`"), options);
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
