import { z } from "zod";

const argument = z.strictObject({
  types: z.array(z.string()),
  help: z.string(),
  optional: z.boolean(),
  default: z.unknown().optional(),
  options: z.array(z.union([z.string(), z.number()])).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  file: z.looseObject({ mode: z.string() }).optional(),
});

const plugin = z.strictObject({
  kind: z.string(),
  names: z.array(z.string()),
  help: z.string(),
  arguments: z.record(z.string(), argument).describe("what a URI may set"),
});

export const processorsOutput = z
  .strictObject({ processors: z.array(plugin) })
  .describe("what `spillway processors --json` prints");

export const weightersOutput = z
  .strictObject({ weighters: z.array(plugin) })
  .describe("what `spillway weighters --json` prints");
