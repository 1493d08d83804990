import type { CommandSite } from "../command-site.ts";

const DESCRIPTION = `Shows what each device reports and where each figure comes from, and what is installed.

Examples:
  spillway probe
  spillway probe --markdown     for a bug report
  spillway probe --json`;

/** Adds `spillway probe`. */
export function addProbeCommand({ program, host, end }: CommandSite): void {
  program
    .command("probe")
    .summary("show what each device reports, and what is installed")
    .description(DESCRIPTION)
    .option("--config <file>", "read this configuration file, for its budgets")
    .option("--markdown", "print Markdown for a bug report")
    .option("--json", "print one JSON object")
    .option("--verbose", "tell more, such as stack traces of errors")
    .action(async (options) => {
      const { runProbe } = await import("./run-probe.ts");
      end(await runProbe(options, host));
    });
}
