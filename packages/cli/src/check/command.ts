import { Option } from "@commander-js/extra-typings";
import { collect } from "../arguments/collect.ts";
import type { CommandSite } from "../command-site.ts";

const DESCRIPTION = `Evaluates constraints now, and says which hold and with what values.

Examples:
  spillway check "used_percent > 70"
  spillway check "memory_required > (available * 0.70)" --var memory_required=4GB
  spillway check "cache_size > gb(2)" "a < mb(500)" --mode all --var cache_size=3GB --json`;

/** Adds `spillway check`. */
export function addCheckCommand({ program, host, end }: CommandSite): void {
  program
    .command("check")
    .summary("evaluate constraints now, and say which hold")
    .description(DESCRIPTION)
    .argument("<expression...>", "constraints, such as `used > gb(2)`; see docs/language.md")
    .option("-d, --device <device>", "the device to read, such as host or cuda:0", "host")
    .option(
      "--var <name=value>",
      "give or replace a figure: memory_required=512MB, available=1000",
      collect,
    )
    .option("--memory <size>", "narrow the device to this budget")
    .addOption(
      new Option("--mode <mode>", "whether one constraint is enough")
        .choices(["any", "all"] as const)
        .default("any" as const),
    )
    .option("--exit-code", "end with 1 unless the constraints are met")
    .option("--config <file>", "read this configuration file")
    .option("--json", "print one JSON object")
    .option("--quiet", "print errors only; --exit-code tells the rest")
    .option("--verbose", "tell more, such as stack traces of errors")
    .action(async (expressions, options) => {
      const { runCheck } = await import("./run-check.ts");
      end(await runCheck(expressions, options, host));
    });
}
