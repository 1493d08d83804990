import { Governor } from "@spillway/core";
import { inProcessHolder } from "@spillway/onnx";
import { bench } from "vitest";
import { shippedPromptModelPath } from "../src/shipped-models.ts";
import { weighPrompt } from "../src/weigh-prompt.ts";

const governor = new Governor();
const holder = inProcessHolder();
const prompts = {
  "a short prompt": "a (cat)1.3 in the (forest)0.8",
  "a prompt of four blocks": "a (cat)1.3 in the (forest)0.8, masterpiece. ".repeat(20),
};

for (const [name, prompt] of Object.entries(prompts)) {
  bench(`compel on the tiny model, resident: ${name}`, async () => {
    const model = shippedPromptModelPath("tiny-clip");
    await weighPrompt({ model, weighter: "compel", prompt, governor, holder });
  });
}
