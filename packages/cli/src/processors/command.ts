import type { CommandSite } from "../command-site.ts";

const DESCRIPTION = `Lists the image processors, or shows the arguments of those that are named.

Examples:
  spillway processors
  spillway processors canny upscaler
  spillway processors --json`;

/** Adds `spillway processors`. */
export function addProcessorsCommand({ program, host, end }: CommandSite): void {
  program
    .command("processors")
    .summary("list image processors, or show their arguments")
    .description(DESCRIPTION)
    .argument("[name...]", "the processors to show; all of them in short when none is named")
    .option("--plugin-modules <path...>", "load further processors from files, folders or packages")
    .option("--config <file>", "read this configuration file, for its plugin_modules")
    .option("--json", "print one JSON object")
    .option("--verbose", "tell more, such as stack traces of errors")
    .action(async (names, options) => {
      const { runProcessors } = await import("./run-processors.ts");
      end(await runProcessors(names, options, host));
    });
}
