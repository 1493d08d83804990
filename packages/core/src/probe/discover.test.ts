import { describe, expect, test } from "vitest";
import { InvariantError } from "../errors.ts";
import type { RunCommand } from "./command.ts";
import { discoverProbes } from "./discover.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";

function discover(run: RunCommand) {
  return discoverProbes({ clock: new VirtualClock(), run });
}

describe("discoverProbes", () => {
  test("finds the host and each GPU, and keeps what was said of a lost one", async () => {
    const stdout = "GPU 1 is lost\n0, NVIDIA H200, GPU-a, 143771, 521, 142634\n";
    using found = await discover(() =>
      Promise.resolve({ kind: "exited", code: 0, stdout, stderr: "" }),
    );
    expect(found.probes.map(({ device, label }) => [device, label])).toEqual([
      ["host", undefined],
      ["cuda:0", "NVIDIA H200"],
    ]);
    expect(found.probes[0]).toBe(found.host);
    expect(found.notes).toEqual(["GPU 1 is lost"]);
  });

  test("finds the host alone without nvidia-smi, and notes why", async () => {
    using found = await discover(() => Promise.resolve({ kind: "not-started", reason: "ENOENT" }));
    expect(found.probes).toEqual([found.host]);
    expect(found.notes).toEqual([expect.stringContaining("nvidia-smi was not found")]);
  });

  test("does not throw when the runner does", async () => {
    using found = await discover(() => {
      throw new TypeError("no processes here");
    });
    expect(found.notes).toEqual([expect.stringContaining("no processes here")]);
  });

  test.skipIf(process.platform !== "linux")("closes what it holds when disposed of", async () => {
    const found = await discover(() => Promise.resolve({ kind: "not-started", reason: "ENOENT" }));
    found.host.read();
    found[Symbol.dispose]();
    expect(() => found.host.read()).toThrow(InvariantError);
  });
});
