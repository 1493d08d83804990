import type { CommandSite } from "../command-site.ts";

const DESCRIPTION = `Lists the prompt weighters, or shows the arguments of those that are named.

Examples:
  spillway weighters
  spillway weighters compel
  spillway weighters --json`;

/** Adds `spillway weighters`. */
export function addWeightersCommand({ program, host, end }: CommandSite): void {
  program
    .command("weighters")
    .summary("list prompt weighters, or show their arguments")
    .description(DESCRIPTION)
    .argument("[name...]", "the weighters to show; all of them in short when none is named")
    .option("--json", "print one JSON object")
    .option("--verbose", "tell more, such as stack traces of errors")
    .action(async (names, options) => {
      const { runWeighters } = await import("./run-weighters.ts");
      end(runWeighters(names, options, host));
    });
}
