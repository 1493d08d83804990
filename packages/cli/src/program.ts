import { Command, CommanderError } from "@commander-js/extra-typings";
import { spellOutShortFlags } from "./arguments/short-flags.ts";
import { addCheckCommand } from "./check/command.ts";
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
import { usageErrorFrom } from "./usage-error-from.ts";
import { packageVersion } from "./version.ts";

const DESCRIPTION = `Decides what stays in memory: runs image processors under memory constraints, and says why something was evicted.

Example:
  spillway image photo.png -p "upscaler;model=resample-x2" --memory 512MB
  spillway check "memory_required > (available * 0.70)" --var memory_required=4GB`;

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
  try {
    await program.parseAsync([...spellOutShortFlags(argv)], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // The help of the program itself is shown when no command is given, which a script must not take for success.
    if (error.exitCode === 0) return 0;
    if (error.code === "commander.help") return 2;
    throw await usageErrorFrom(error, argv);
  }
}

function newProgram(host: Host): Command {
  return new Command("spillway")
    .description(DESCRIPTION)
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => host.stdout.columns ?? 100,
      getErrHelpWidth: () => host.stderr.columns ?? 100,
      getOutHasColors: () => wantsColour(host.stdout, host.env),
      getErrHasColors: () => wantsColour(host.stderr, host.env),
    });
}
