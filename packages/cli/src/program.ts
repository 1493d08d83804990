import { Command, CommanderError, Help } from "@commander-js/extra-typings";
import { spellOutShortFlags } from "./arguments/short-flags.ts";
import { addCheckCommand } from "./check/command.ts";
import { addCompleteCommand } from "./complete/command.ts";
import type { CommandSite } from "./command-site.ts";
import { addExplainCommand } from "./explain/command.ts";
import type { Host } from "./host.ts";
import { addImageCommand } from "./image/command.ts";
import { addProbeCommand } from "./probe/command.ts";
import { addProcessorsCommand } from "./processors/command.ts";
import { addPromptCommand } from "./prompt/command.ts";
import { addSimulateCommand } from "./simulate/command.ts";
import { wantsColour } from "./terminal/paint.ts";
import { addWeightersCommand } from "./weighters/command.ts";
import { packageManifest } from "./package-manifest.ts";

const DESCRIPTION = `Decides what stays in memory: runs image processors and prompt weighters under memory constraints, says why something was evicted, and simulates training under memory budgets.

Examples:
  spillway image photo.png -p "upscaler;model=resample-x2" --memory 512MB
  spillway check "memory_required > (available * 0.70)" --var memory_required=4GB
  spillway simulate resnet --budget 0.5

Exit codes: 0 done, 1 the job failed, 2 bad usage or bad input, 130 after Ctrl-C, 143 after SIGTERM.
For completion in your shell: spillway complete --help`;

/**
 * Parses the command line and runs what it asks for.
 * @throws UsageError, and whatever the command throws.
 */
export async function runProgram(argv: readonly string[], host: Host): Promise<number> {
  let exitCode = 0;
  const program = newProgram(host);
  const site: CommandSite = { program, host, end: (code: number) => (exitCode = code) };
  addCheckCommand(site);
  addProbeCommand(site);
  addImageCommand(site);
  addProcessorsCommand(site);
  addPromptCommand(site);
  addWeightersCommand(site);
  addSimulateCommand(site);
  addExplainCommand(site);
  addCompleteCommand(site);
  if (argv[0] === "complete" && argv[1] === "--") {
    const { runCompletions } = await import("./complete/run-completions.ts");
    return runCompletions(program, argv.slice(2), host);
  }
  try {
    await program.parseAsync([...spellOutShortFlags(topicAsCommand(argv, program))], {
      from: "user",
    });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // The help of the program itself is shown when no command is given, which a script must not take for success.
    if (error.exitCode === 0) return 0;
    if (error.code === "commander.help") return 2;
    const { usageErrorFrom } = await import("./usage-error-from.ts");
    throw usageErrorFrom(
      error,
      argv,
      program.commands.map((command) => command.name()),
    );
  }
}

/** `help` of something unknown is that unknown command, which the parser has a suggestion for; likewise `--help`. */
function topicAsCommand(argv: readonly string[], { commands }: Command): readonly string[] {
  const [first = "-", topic = "-"] = argv;
  const asked = first === "help" ? topic : first;
  if (asked.startsWith("-") || commands.some((command) => command.name() === asked)) return argv;
  return [asked];
}

function newProgram(host: Host): Command {
  return new Command("spillway")
    .description(DESCRIPTION)
    .version(packageManifest().version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .exitOverride()
    .configureHelp({ boxWrap: wrapProse })
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => host.stdout.columns ?? 100,
      getErrHelpWidth: () => host.stderr.columns ?? 100,
      getOutHasColors: () => wantsColour(host.stdout, host.env),
      getErrHasColors: () => wantsColour(host.stderr, host.env),
    });
}

/** Wraps help to the terminal, examples excepted: a broken line could not be copied. */
function wrapProse(text: string, width: number): string {
  const help = new Help();
  const lines = text.split("\n");
  return lines.map((line) => (line.startsWith("  ") ? line : help.boxWrap(line, width))).join("\n");
}
