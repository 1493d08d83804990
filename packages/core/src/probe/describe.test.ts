import { describe, expect, test } from "vitest";
import { describeReading } from "./describe.ts";
import { known, unknown } from "./reading.ts";

describe("describeReading", () => {
  test("tells each figure with its source and its age", () => {
    const reading = {
      device: "cuda:0",
      at: 100,
      used: known(1_410_000_000, "nvidia-smi memory.used", 100),
      available: unknown('nvidia-smi reports "[N/A]"', "nvidia-smi memory.free", 100),
      total: { kind: "unlimited", source: "nobody", at: 40 },
    } as const;
    expect(describeReading({ device: "cuda:0", label: "NVIDIA GB10" }, reading, 350)).toEqual({
      device: "cuda:0",
      label: "NVIDIA GB10",
      figures: [
        {
          name: "used",
          kind: "known",
          bytes: 1_410_000_000,
          text: "1.41 GB",
          source: "nvidia-smi memory.used",
          ageMs: 250,
        },
        {
          name: "available",
          kind: "unknown",
          reason: 'nvidia-smi reports "[N/A]"',
          text: 'unknown: nvidia-smi reports "[N/A]"',
          source: "nvidia-smi memory.free",
          ageMs: 250,
        },
        { name: "total", kind: "unlimited", text: "unlimited", source: "nobody", ageMs: 310 },
      ],
    });
  });

  test("survives JSON, and has no label where the device has none", () => {
    const figure = known(1, "x", 0);
    const reading = { device: "host", at: 0, used: figure, available: figure, total: figure };
    const description = describeReading({ device: "host" }, reading, 0);
    expect(JSON.parse(JSON.stringify(description))).toEqual(description);
    expect(description).not.toHaveProperty("label");
  });
});
