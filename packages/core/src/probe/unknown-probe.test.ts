import { describe, expect, test } from "vitest";
import { bytes } from "../bytes.ts";
import { narrowReading } from "./narrow.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";
import { UnknownProbe } from "./unknown-probe.ts";

describe("UnknownProbe", () => {
  test("says why, and which budget to state", () => {
    const figure = {
      kind: "unknown",
      reason: "webgpu has no memory query (gpuweb #5505); state a budget: --budget webgpu:0=2GB",
      source: "no query",
      at: 3,
    };
    const clock = new VirtualClock();
    clock.tick(3);
    expect(new UnknownProbe("webgpu:0", clock).read()).toEqual({
      device: "webgpu:0",
      at: 3,
      used: figure,
      available: figure,
      total: figure,
    });
  });

  test("names the kind of any other device", () => {
    const { total } = new UnknownProbe("npu:1", new VirtualClock()).read();
    expect(total).toMatchObject({
      reason: "no memory query is known for npu; state a budget: --budget npu:1=2GB",
    });
  });

  test("can be governed by a budget alone", () => {
    const reading = new UnknownProbe("webgpu:0", new VirtualClock()).read();
    const budget = { budget: bytes(2e9), placed: 5e8, source: "--budget webgpu:0=2GB" };
    expect(narrowReading(reading, budget)).toMatchObject({
      used: { kind: "unknown" },
      available: { kind: "known", value: 1.5e9 },
      total: { kind: "known", value: 2e9 },
    });
  });
});
