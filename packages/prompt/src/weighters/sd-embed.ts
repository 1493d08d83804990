import {
  definePromptWeighter,
  type PromptWeighter,
  type WeighRequest,
  type WeighResult,
  type WeighterContext,
  type WeighterPlugin,
} from "../weighter.ts";
import { weighWithClip } from "./sd-embed-clip.ts";
import { weighForFlux } from "./sd-embed-flux.ts";
import { SdEmbedJob } from "./sd-embed-job.ts";
import { weighForThree } from "./sd-embed-three.ts";

export const sdEmbed: WeighterPlugin = definePromptWeighter({
  names: ["sd-embed"],
  help: "Multiplies each token's embedding by its weight.\n\nStable Diffusion 1, 2, XL and 3, and Flux. Prompts are written as for AUTOMATIC1111; BREAK starts a new block.",
  arguments: {},
  create: (_, context): PromptWeighter => ({
    syntax: "sdwui",
    bytes: 0,
    weigh: (request) => weighSdEmbed(request, context),
  }),
});

async function weighSdEmbed(request: WeighRequest, context: WeighterContext): Promise<WeighResult> {
  const job = new SdEmbedJob(request, context);
  switch (request.model.family) {
    case "sd":
    case "sdxl":
      return job.result(await weighWithClip(job));
    case "sd3":
      return job.result(await weighForThree(job));
    case "flux":
      return job.result(await weighForFlux(job));
  }
}
