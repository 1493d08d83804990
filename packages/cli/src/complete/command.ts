import { Argument } from "@commander-js/extra-typings";
import type { CommandSite } from "../command-site.ts";

const DESCRIPTION = `Prints a script that makes a shell complete commands, options, devices, processors and other names.

Examples:
  spillway complete bash         for ~/.bashrc: eval "$(spillway complete bash)"
  spillway complete zsh          for ~/.zshrc:  eval "$(spillway complete zsh)"
  spillway complete fish         for ~/.config/fish/completions/spillway.fish
  spillway complete powershell   for $PROFILE`;

/** Adds `spillway complete`. The requests of the scripts, `spillway complete -- …`, never reach the parser. */
export function addCompleteCommand({ program, end }: CommandSite): void {
  program
    .command("complete")
    .summary("print a script that completes in your shell")
    .description(DESCRIPTION)
    .addArgument(
      new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish", "powershell"] as const),
    )
    .option("--verbose", "tell more, such as stack traces of errors")
    .action(async (shell) => {
      const { script } = await import("@bomb.sh/tab");
      // It writes to the console itself.
      script(shell, "spillway", "spillway");
      end(0);
    });
}
