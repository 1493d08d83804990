import { z } from "zod";

const figure = z.strictObject({
  name: z.enum(["used", "available", "total"]),
  kind: z.enum(["known", "unlimited", "unknown"]),
  bytes: z.number().optional(),
  reason: z.string().optional().describe("why it is unknown"),
  text: z.string().describe("for people"),
  source: z.string().describe("where the figure comes from"),
  ageMs: z.number(),
});

export const probeOutput = z
  .strictObject({
    spillway: z.string().describe("version"),
    node: z.string().describe("version"),
    nodeRequired: z.string().describe("the versions of Node that it runs on"),
    platform: z.string().describe("operating system, processor, C library"),
    config: z.string().optional().describe("the configuration file in force"),
    devices: z.array(
      z.strictObject({
        device: z.string(),
        label: z.string().optional(),
        figures: z.array(figure),
        budget: z.number().optional().describe("bytes that the configuration allows"),
      }),
    ),
    notes: z.array(z.string()).describe("why devices that might be expected are not listed"),
    packages: z.array(
      z.strictObject({
        name: z.string(),
        purpose: z.string(),
        status: z.enum(["loads", "missing", "broken"]),
        version: z.string().optional(),
        required: z.string().describe("the version that the command was made for"),
        problem: z.string().optional(),
        install: z.string().optional().describe("the command that mends it"),
      }),
    ),
  })
  .describe("what `spillway probe --json` prints");
