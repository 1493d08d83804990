import { Option } from "@commander-js/extra-typings";
import { HEURISTIC_NAMES, TRACE_NAMES } from "../arguments/known-names.ts";
import type { CommandSite } from "../command-site.ts";

const DESCRIPTION = `Simulates a training step under memory budgets: what does rematerialization cost, and where does it fail?

Examples:
  spillway simulate resnet --budget 0.9,0.7,0.5 --policy dtr-eq,lru
  spillway simulate step.log.gz --budget 4GB --recursion paper,frontier --json
  spillway simulate unet transformer --report out/simulation.html --graph unet.dot
  spillway simulate resnet --budget 0.5 --trace trace.json --snapshot snapshot.pickle

A trace is a file, plain or gzipped, \`-\`, or one that ships: ${TRACE_NAMES.join(", ")}.
Policies: ${HEURISTIC_NAMES.join(", ")}, and ablation-COST-SIZE-STALENESS.
The files show one run: the tightest that went through.`;

/** Adds `spillway simulate`. */
export function addSimulateCommand({ program, host, end }: CommandSite): void {
  program
    .command("simulate")
    .summary("what if? a training step under memory budgets and policies")
    .description(DESCRIPTION)
    .argument("<trace...>", "traces of training steps")
    .option(
      "--budget <list>",
      "shares of the peak up to 1, or sizes such as 4GB",
      "0.9,0.8,0.7,0.6,0.5,0.4,0.3,0.2,0.1",
    )
    .option("--policy <list>", "what to evict first", "dtr-eq")
    .option("--recursion <list>", "paper, frontier, or both", "paper")
    .option("--limit <factor>", "give up above this multiple of the base compute", "2")
    .addOption(
      new Option("--deallocation <how>", "what a release does")
        .choices(["ignore", "eager", "banish"] as const)
        .default("eager" as const),
    )
    .option("--seed <n>", "for the policy `random`", "1")
    .option("--jobs <n>", "how many threads; every core unless stated")
    .option("--report <file>", "write a page with the curves")
    .option("--trace <file>", "write a trace for ui.perfetto.dev or chrome://tracing")
    .option("--snapshot <file>", "write a memory snapshot for pytorch.org/memory_viz")
    .option("--graph <file>", "write the graph as DOT, for Graphviz")
    .option("--output-overwrite", "-ox: let these files replace others than earlier ones")
    .option("--json", "print one JSON array")
    .option("--quiet", "print errors only")
    .option("--verbose", "tell more, such as stack traces of errors")
    .action(async (traces, options) => {
      const { runSimulate } = await import("./run-simulate.ts");
      end(await runSimulate(traces, options, host));
    });
}
