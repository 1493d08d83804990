import { describe, expect, test } from "vitest";
import type { CommandResult } from "./command.ts";
import { settle } from "../testing/virtual-clock.ts";
import { exited, heldPoller, TWO_GPUS } from "./testing/held-commands.ts";

describe("NvidiaPoller", () => {
  test("asks for the columns in MiB", async () => {
    const { calls, poller } = heldPoller();
    const answer = poller.read();
    calls[0]!.finish(exited(TWO_GPUS));
    await answer;
    expect(calls[0]).toMatchObject({
      command: "nvidia-smi",
      args: [
        "--query-gpu=index,name,uuid,memory.total,memory.used,memory.free",
        "--format=csv,noheader,nounits",
      ],
    });
  });

  test("shares one process among all who ask meanwhile", async () => {
    const { calls, poller } = heldPoller();
    const answers = Promise.all([poller.read(), poller.read(), poller.read()]);
    expect(calls).toHaveLength(1);
    calls[0]!.finish(exited(TWO_GPUS));
    const [first, second, third] = await answers;
    expect(second).toBe(first);
    expect(third).toBe(first);
  });

  test("shares the answer until it is 250 ms old", async () => {
    const { clock, calls, poller } = heldPoller();
    const first = poller.read();
    calls[0]!.finish(exited(TWO_GPUS));
    await first;
    clock.tick(249);
    expect(await poller.read()).toBe(await first);
    expect(calls).toHaveLength(1);
    clock.tick(1);
    const second = poller.read();
    expect(calls).toHaveLength(2);
    calls[1]!.finish(exited(TWO_GPUS));
    expect((await second).at).toBe(250);
  });

  test("asks anew when its answer was asked for before the stated time", async () => {
    const { clock, calls, poller } = heldPoller();
    const first = poller.read();
    clock.tick(10);
    const fresh = poller.read(clock.now());
    calls[0]!.finish(exited(TWO_GPUS));
    await first;
    await settle();
    expect(calls).toHaveLength(2);
    calls[1]!.finish(exited(TWO_GPUS));
    expect((await fresh).askedAt).toBe(10);
    expect(await poller.read(10)).toBe(await fresh);
  });

  test("gives up on a process that hangs, kills it and starts no other before it has ended", async () => {
    const { clock, calls, poller } = heldPoller();
    const answer = poller.read();
    clock.tick(2000);
    const reason = "nvidia-smi gave no answer within 2000 ms";
    expect(await answer).toMatchObject({ at: 2000, listing: { kind: "none", reason } });
    expect(calls[0]!.signal.aborted).toBe(true);
    clock.tick(1000);
    expect(await poller.read()).toMatchObject({
      listing: { reason: expect.stringContaining("hanging for 3000 ms") as unknown },
    });
    expect(calls).toHaveLength(1);

    calls[0]!.finish({ kind: "exited", code: undefined, stdout: "", stderr: "" });
    await Promise.resolve();
    await Promise.resolve();
    const next = poller.read();
    expect(calls).toHaveLength(2);
    calls[1]!.finish(exited(TWO_GPUS));
    expect((await next).listing.kind).toBe("gpus");
  });

  test("leaves no timer behind and does not abort a process that has answered", async () => {
    const { clock, calls, poller } = heldPoller();
    const answer = poller.read();
    expect(clock.pending).toBe(1);
    calls[0]!.finish(exited(TWO_GPUS));
    await answer;
    expect(clock.pending).toBe(0);
    expect(calls[0]!.signal.aborted).toBe(false);
  });

  test.each<[string, CommandResult, string]>([
    [
      "is missing",
      { kind: "not-started", reason: "ENOENT" },
      "nvidia-smi was not found: there is no NVIDIA driver here, or it is not on the PATH",
    ],
    [
      "may not be run",
      { kind: "not-started", reason: "EACCES" },
      "nvidia-smi could not be started: EACCES",
    ],
    [
      "fails on standard output",
      exited("No devices were found\n", 6),
      "nvidia-smi said: No devices were found",
    ],
    [
      "fails on standard error",
      exited("", 255, "NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.\n"),
      "nvidia-smi said: NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.",
    ],
    ["fails without a word", exited("", 3), "nvidia-smi ended with code 3 and said nothing"],
  ])("says why when nvidia-smi %s", async (_, result, reason) => {
    const { calls, poller } = heldPoller();
    const answer = poller.read();
    calls[0]!.finish(result);
    expect((await answer).listing).toEqual({ kind: "none", reason });
  });

  test("says why when the runner itself rejects, and asks again later", async () => {
    const { clock, calls, poller } = heldPoller();
    const answer = poller.read();
    calls[0]!.fail(new Error("no file descriptors"));
    expect((await answer).listing).toMatchObject({
      reason: "nvidia-smi could not be run: Error: no file descriptors",
    });
    clock.tick(250);
    void poller.read();
    expect(calls).toHaveLength(2);
  });
});
