import type { CommandSite } from "../command-site.ts";

const DESCRIPTION = `Says why something was evicted, from the journal of a run; or what an error code means.

Examples:
  spillway explain journal.ndjson
  spillway explain journal.ndjson resample-x2 --json
  spillway explain journal.ndjson --trace trace.json
  spillway explain ERR_CANNOT_FIT`;

/** Adds `spillway explain`. */
export function addExplainCommand({ program, host, end }: CommandSite): void {
  program
    .command("explain")
    .summary("say why something was evicted, or what an error means")
    .description(DESCRIPTION)
    .argument(
      "<journal>",
      "a file that `image --journal` wrote, `-` for standard input, or an error code",
    )
    .argument("[key]", "tell only of residents whose key contains this")
    .option("--trace <file>", "write the run as a trace for ui.perfetto.dev or chrome://tracing")
    .option("--output-overwrite", "-ox: let the trace replace another file than an earlier trace")
    .option("--json", "print one JSON object")
    .option("--verbose", "tell more: all candidates, and stack traces of errors")
    .action(async (journal, key, options) => {
      const { runExplain } = await import("./run-explain.ts");
      end(await runExplain(journal, { ...options, key }, host));
    });
}
