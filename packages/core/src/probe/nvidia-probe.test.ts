import { describe, expect, test } from "vitest";
import type { NvidiaPoller } from "./nvidia-poller.ts";
import { listNvidiaDevices, NvidiaProbe } from "./nvidia-probe.ts";
import { exited, heldPoller, TWO_GPUS } from "./testing/held-commands.ts";

const MIB = 1024 * 1024;

describe("listNvidiaDevices", () => {
  test("names the GPUs by nvidia-smi's index", async () => {
    const { calls, poller } = heldPoller();
    const devices = listNvidiaDevices(poller);
    calls[0]!.finish(exited(TWO_GPUS));
    expect(await devices).toEqual({
      kind: "devices",
      complaints: [],
      devices: [
        { device: "cuda:0", index: 0, name: "NVIDIA H200", uuid: "GPU-a" },
        { device: "cuda:1", index: 1, name: "NVIDIA H200", uuid: "GPU-b" },
      ],
    });
  });
});

describe("NvidiaProbe", () => {
  function probes(poller: NvidiaPoller) {
    const zero = { device: "cuda:0", index: 0, name: "NVIDIA H200", uuid: "GPU-a" };
    const one = { device: "cuda:1", index: 1, name: "NVIDIA H200", uuid: "GPU-b" };
    return [new NvidiaProbe(zero, poller), new NvidiaProbe(one, poller)] as const;
  }

  test("shows its own GPU, out of one process for all", async () => {
    const { calls, poller } = heldPoller();
    const [zero, one] = probes(poller);
    const readings = Promise.all([zero.read(), one.read()]);
    expect(calls).toHaveLength(1);
    calls[0]!.finish(exited(TWO_GPUS));
    expect(await readings).toMatchObject([
      {
        device: "cuda:0",
        used: { value: 521 * MIB, source: "nvidia-smi memory.used (all processes)" },
        available: { value: 142_634 * MIB, source: "nvidia-smi memory.free" },
        total: { value: 143_771 * MIB, source: "nvidia-smi memory.total" },
      },
      { device: "cuda:1", used: { value: MIB } },
    ]);
  });

  test("is unknown, not another GPU, once its own has fallen off the bus", async () => {
    const { calls, poller } = heldPoller();
    const [zero, one] = probes(poller);
    const readings = Promise.all([zero.read(), one.read()]);
    calls[0]!.finish(exited("GPU 0 is lost\n0, NVIDIA H200, GPU-b, 143771, 1, 143154\n"));
    const reason = "nvidia-smi no longer lists GPU-a; it said: GPU 0 is lost";
    expect(await readings).toMatchObject([
      { used: { kind: "unknown", reason }, available: { reason }, total: { reason } },
      { used: { kind: "known", value: MIB } },
    ]);
  });

  test("goes by the index where GPUs have no UUID", async () => {
    const { calls, poller } = heldPoller();
    const gpu = { device: "cuda:1", index: 1, name: "GRID T4", uuid: undefined };
    const reading = new NvidiaProbe(gpu, poller).read();
    calls[0]!.finish(exited("0, GRID T4, [N/A], 9, 1, 8\n1, GRID T4, [N/A], 9, 2, 7\n"));
    expect(await reading).toMatchObject({ used: { value: 2 * MIB } });
  });

  test("is unknown when nvidia-smi says nothing of any GPU", async () => {
    const { calls, poller } = heldPoller();
    const [zero] = probes(poller);
    const reading = zero.read();
    calls[0]!.finish(exited("No devices were found\n", 6));
    const reason = "nvidia-smi said: No devices were found";
    expect(await reading).toMatchObject({ used: { reason }, available: { reason } });
  });
});
