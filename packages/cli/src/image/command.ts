import { Option } from "@commander-js/extra-typings";
import { collect } from "../arguments/collect.ts";
import { POLICY_NAMES } from "../arguments/known-names.ts";
import type { CommandSite } from "../command-site.ts";
import { HOLDER_KINDS } from "../config/config.ts";

const DESCRIPTION = `Runs image processors on pictures under memory constraints.

Examples:
  spillway image photo.png -p canny -o edges.png
  spillway image photo.png -p "upscaler;model=resample-x2" canny --memory 512MB --report report.html
  spillway image a.png b.jpg -p grayscale -o out/ -r 512 --json
  spillway image - -p canny < photo.png > edges.png

Inputs come first: -p, -o and --constraint take every word behind them. Without -p, pictures are resized where that is asked for, and encoded anew.`;

/** Adds `spillway image`. */
export function addImageCommand({ program, host, end }: CommandSite): void {
  program
    .command("image")
    .summary("run image processors under memory constraints")
    .description(DESCRIPTION)
    .argument(
      "<input...>",
      'pictures, folders of them, patterns such as "*.png", or `-` for standard input',
    )
    .option("-p, --processors <uri...>", "processors in order; `spillway processors` lists them")
    .option("--plugin-modules <path...>", "load further processors from files, folders or packages")
    .option(
      "-o, --output <path...>",
      "one folder, one file for each input, or `-` for standard output",
    )
    .option("--output-overwrite", "-ox: overwrite outputs; otherwise a free name is taken")
    .option("--strip-metadata", "leave out EXIF, PNG text and the processors' URIs")
    .option("-r, --resize <size>", "resize to 512 or 640x480 between the processors' two steps")
    .option("--no-aspect", "-na: resize to exactly that size")
    .option("--align <n>", "-al: round sizes down to a multiple of n")
    .option("-d, --device <device>", "device of processors whose URI names none", "host")
    .option("--memory <size>", "budget of that device, such as 512MB")
    .option("--budget <device=size>", "budget of a device; may be given several times", collect)
    .option("--policy <name>", `how victims are chosen: ${POLICY_NAMES.join(", ")}`)
    .option("--constraint <expr...>", "replace the image processors' constraints")
    .addOption(new Option("--holder <kind>", "where models live").choices(HOLDER_KINDS))
    .option("--journal <file>", "write every decision to this file as it is made")
    .option("--report <file>", "write a page that shows the memory over time and each eviction")
    .option("--trace <file>", "write a trace for ui.perfetto.dev or chrome://tracing")
    .option("--config <file>", "read this configuration file")
    .option("--json", "print one JSON object")
    .option("--quiet", "print errors only")
    .option("--verbose", "tell more, such as stack traces of errors")
    .action(async (inputs, options) => {
      const { runImage } = await import("./run-image.ts");
      end(await runImage(inputs, options, host));
    });
}
