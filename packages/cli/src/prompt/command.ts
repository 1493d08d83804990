import { Option } from "@commander-js/extra-typings";
import { collect } from "../arguments/collect.ts";
import { POLICY_NAMES } from "../arguments/known-names.ts";
import type { CommandSite } from "../command-site.ts";
import { HOLDER_KINDS } from "../config/config.ts";

const DESCRIPTION = `Weighs prompts into embeddings, for text encoders exported to ONNX.

Examples:
  spillway prompt "a (cat)1.3 in the (forest)0.5" --model tiny-clip --explain-weights
  spillway prompt "a (cat:1.3)" --model tiny-sdxl -w "compel;syntax=sdwui" -o cat.safetensors
  spillway prompt --file prompts.txt --model tiny-clip -o embeddings/ --json

A model is a folder as diffusers or optimum write it, or one that ships: tiny-clip, tiny-sdxl (random weights).`;

/** Adds `spillway prompt`. */
export function addPromptCommand({ program, host, end }: CommandSite): void {
  program
    .command("prompt")
    .summary("weigh prompts into embeddings")
    .description(DESCRIPTION)
    .argument("[text...]", "prompts")
    .option("--file <file>", "read further prompts from this file or `-`, one on each line")
    .option("--negative <text>", "the negative prompt of all of them")
    .option("--second <text>", "for the second text encoder, or the language model")
    .option("--second-negative <text>", "its negative prompt")
    .option("--model <folder>", "the model whose text encoders are used")
    .option("-w, --weighter <uri>", "`spillway weighters` lists them", "compel")
    .option("--clip-skip <n>", "layers to leave out at the end of CLIP encoders", "0")
    .option("-o, --output <path>", "a .safetensors file, a folder for several prompts, or `-`")
    .option("--output-overwrite", "-ox: overwrite outputs; otherwise a free name is taken")
    .option("--explain-weights", "show each word with its weight")
    .option("-d, --device <device>", "the device to run on", "host")
    .option("--memory <size>", "budget of that device, such as 512MB")
    .option("--budget <device=size>", "budget of a device; may be given several times", collect)
    .option("--policy <name>", `how victims are chosen: ${POLICY_NAMES.join(", ")}`)
    .addOption(new Option("--holder <kind>", "where models live").choices(HOLDER_KINDS))
    .option("--journal <file>", "write every decision to this file as it is made")
    .option("--report <file>", "write a page with the weights and the memory over time")
    .option("--trace <file>", "write a trace for ui.perfetto.dev or chrome://tracing")
    .option("--config <file>", "read this configuration file")
    .option("--json", "print one JSON object")
    .option("--quiet", "print errors only")
    .option("--verbose", "tell more, such as stack traces of errors")
    .action(async (texts, options) => {
      const { runPrompt } = await import("./run-prompt.ts");
      end(await runPrompt(texts, options, host));
    });
}
