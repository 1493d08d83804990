import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { expect, test } from "vitest";
import { z } from "zod";
import { checkOutput } from "./outputs/check-output.ts";
import { errorOutput } from "./outputs/error-output.ts";
import { explainCodeOutput, explainOutput } from "./outputs/explain-output.ts";
import { imageOutput } from "./outputs/image-output.ts";
import { probeOutput } from "./outputs/probe-output.ts";
import { promptOutput } from "./outputs/prompt-output.ts";
import { processorsOutput, weightersOutput } from "./outputs/processors-output.ts";
import { simulateOutput } from "./outputs/simulate-output.ts";

const FOLDER = fileURLToPath(new URL("../schemas", import.meta.url));

// Each command's own test parses its real output with these same definitions.
test.each([
  ["check", checkOutput],
  ["error", errorOutput],
  ["explain", explainOutput],
  ["explain-code", explainCodeOutput],
  ["image", imageOutput],
  ["probe", probeOutput],
  ["processors", processorsOutput],
  ["prompt", promptOutput],
  ["weighters", weightersOutput],
  ["simulate", simulateOutput],
])("schemas/%s.json is what the command's output is checked against", async (name, output) => {
  const schema = await format(JSON.stringify(z.toJSONSchema(output)), {
    parser: "json",
    printWidth: 100,
  });
  await expect(schema).toMatchFileSnapshot(join(FOLDER, `${name}.json`));
});
