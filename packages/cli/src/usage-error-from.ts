import type { CommanderError } from "@commander-js/extra-typings";
import type { UsageError } from "./failure/cli-errors.ts";

/** The parser's error in the shape of all others: the problem, the nearest name, and where to read on. */
export async function usageErrorFrom(
  error: CommanderError,
  argv: readonly string[],
): Promise<UsageError> {
  const { UsageError } = await import("./failure/cli-errors.ts");
  const [problem = "", ...rest] = error.message.split("\n");
  const details = rest.map((line) => line.replace(/^\((.*)\)$/, "$1").replace("Did", "did"));
  const options = { details: [...details, ...adviceOn(error)], hint: hintFrom(argv), cause: error };
  return new UsageError(problem.replace(/^error: /, "").replaceAll("'", "`"), options);
}

/** A list such as that of `-p` takes every word behind it, inputs too. */
function adviceOn({ code, message }: CommanderError): readonly string[] {
  const noInput = code === "commander.missingArgument" && message.includes("'input'");
  return noInput
    ? ["write the inputs before -p, -o and --constraint, which take every word behind them"]
    : [];
}

const COMMANDS: readonly string[] = ["check", "probe", "image", "processors", "explain"];

function hintFrom(argv: readonly string[]): string {
  const command = COMMANDS.find((name) => name === argv[0]);
  return command === undefined ? "spillway --help" : `spillway ${command} --help`;
}
