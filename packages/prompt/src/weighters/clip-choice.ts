import type { ModelFamily } from "../encoders/prompt-model.ts";
import type { EncoderChoice } from "../encoders/text-encoder.ts";

/** Which state and which pooled output of a CLIP encoder a family takes, with `clipSkip` more layers left out. */
export function clipChoice(family: ModelFamily, name: string, clipSkip: number): EncoderChoice {
  switch (family) {
    case "sd":
      return { state: clipSkip === 0 ? { kind: "last" } : { kind: "normalised", skip: clipSkip } };
    case "sdxl":
      return {
        state: { kind: "hidden", skip: 1 + clipSkip },
        pooled: name === "text_encoder_2" ? "text_embeds" : undefined,
      };
    case "sd3":
      return { state: { kind: "hidden", skip: 1 + clipSkip }, pooled: "text_embeds" };
    case "flux":
      return { state: { kind: "last" }, pooled: "pooler_output" };
  }
}
