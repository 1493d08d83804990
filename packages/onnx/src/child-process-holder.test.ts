import { execFile } from "node:child_process";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { childProcessHolder } from "./child-process-holder.ts";
import { readModelFile } from "./model-file.ts";
import type { HeldSession } from "./session-holder.ts";
import { shippedModelPath } from "./shipped-models.ts";
import type { Tensor } from "./tensor.ts";
import { allEnded, peakBytes, startedChild } from "./testing/children.ts";
import { describeHolder } from "./testing/holder-contract.ts";
import { testPicture } from "./testing/pictures.ts";

const EDGES = shippedModelPath("edges");

describeHolder("childProcessHolder", childProcessHolder);

describe("childProcessHolder", () => {
  test("fails what a crashed child was running, and runs the next in another child", async () => {
    const holder = childProcessHolder();
    await using session = await holder.open(EDGES);
    const [pid] = holder.pids;
    const runs = [1, 2].map(() => session.run({ image: testPicture(256, 256) }));
    const outcomes = Promise.allSettled(runs);
    process.kill(pid!, "SIGKILL");
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({
        status: "rejected",
        reason: { code: "ERR_HOLDER_CRASHED", path: EDGES, signal: "SIGKILL", exitCode: undefined },
      });
    }
    expect(session.bytes).toBe(0);
    expect((await session.run({ image: testPicture(2, 2) }))["edges"]?.dims).toEqual([1, 1, 2, 2]);
    expect(holder.pids).toHaveLength(1);
    expect(holder.pids).not.toContain(pid);
  });

  test("starts one child for all the runs that follow a crash", async () => {
    const holder = childProcessHolder();
    await using session = await holder.open(EDGES);
    process.kill(holder.pids[0]!, "SIGKILL");
    await allEnded(holder);
    const runs = [1, 2, 3].map(() => session.run({ image: testPicture(4, 4) }));
    expect(await Promise.all(runs)).toHaveLength(3);
    expect(holder.pids).toHaveLength(1);
  });

  test("leaves no child when opening is aborted", async () => {
    const holder = childProcessHolder();
    const stop = new AbortController();
    const opening = holder.open(EDGES, { signal: stop.signal });
    const refused = expect(opening).rejects.toThrow("not now");
    const pid = await startedChild(holder);
    stop.abort(new Error("not now"));
    await refused;
    expect(holder.pids).toEqual([]);
    expect(isAlive(pid)).toBe(false);
  });

  test("says so when a child crashes while it opens the model", async () => {
    const holder = childProcessHolder();
    const opening = holder.open(EDGES);
    const refused = expect(opening).rejects.toMatchObject({
      code: "ERR_HOLDER_CRASHED",
      signal: "SIGKILL",
      message: expect.stringContaining("what the kernel sends when memory runs out") as string,
    });
    process.kill(await startedChild(holder), "SIGKILL");
    await refused;
    expect(holder.pids).toEqual([]);
  });

  test("has ended its child when close resolves, in a run or not", async () => {
    for (const busy of [false, true]) {
      const holder = childProcessHolder();
      const session = await holder.open(EDGES);
      const [pid] = holder.pids;
      const run = busy ? session.run({ image: testPicture(512, 512) }) : Promise.resolve({});
      const settled = Promise.allSettled([run]);
      expect((await session.close()).returnedBytes).toBeGreaterThan(10_000_000);
      await settled;
      expect(isAlive(pid!)).toBe(false);
    }
  });

  test("kills a child that does not end by itself in time", async () => {
    const holder = childProcessHolder({ endTimeoutMs: 20 });
    const session = await holder.open(EDGES);
    const [pid] = holder.pids;
    process.kill(pid!, "SIGSTOP");
    await session.close();
    expect(isAlive(pid!)).toBe(false);
  });

  test("ignores the interrupt that a terminal sends to the whole group", async () => {
    const holder = childProcessHolder();
    await using session = await holder.open(EDGES);
    process.kill(holder.pids[0]!, "SIGINT");
    expect(await session.run({ image: testPicture(2, 2) })).toHaveProperty("edges");
  });

  test("learns what a child takes beyond the model", async () => {
    const holder = childProcessHolder();
    const model = await readModelFile(EDGES);
    await using session = await holder.open(EDGES);
    expect(holder.estimateBytes(model)).toBe(session.bytes);
  });

  test.skipIf(process.platform !== "linux")(
    "returns the memory of a run's tensors to the system (where the C library can be told to: Linux)",
    async () => {
      const holder = childProcessHolder();
      await using session = await holder.open(EDGES);
      const before = session.bytes;
      const image = testPicture(1000, 1000);
      for (let i = 0; i < 3; i++) await session.run({ image });
      expect(peakBytes(holder.pids[0]!) - before).toBeGreaterThan(12_000_000);
      await sizeBelow(session, before + 8_000_000, testPicture(2, 2));
    },
  );

  test("returns the memory of many runs that are small each", async () => {
    await using session = await childProcessHolder().open(shippedModelPath("resample-x2"));
    const image = testPicture(128, 128);
    for (let i = 0; i < 10; i++) await session.run({ image });
    const before = session.bytes;
    for (let i = 0; i < 40; i++) await session.run({ image });
    await sizeBelow(session, before + 15_000_000, image);
  });

  test("keeps the program from ending in a run only", async () => {
    await using session = await childProcessHolder().open(EDGES);
    const children = () =>
      process.getActiveResourcesInfo().filter((kind) => kind === "ProcessWrap");
    expect(children()).toHaveLength(0);
    const run = session.run({ image: testPicture(2, 2) });
    expect(children()).toHaveLength(1);
    await run;
    expect(children()).toHaveLength(0);
  });

  test("has children that end with the program that started them", async () => {
    const child = new URL("../child/", import.meta.url).href;
    const program = `
      import { spawn } from "node:child_process";
      import { fileURLToPath } from "node:url";
      import { FrameReader, writeFrame } from "${child}frames.mjs";
      const entry = fileURLToPath("${child}session-child.mjs");
      const child = spawn(process.execPath, [entry], { stdio: ["ignore", "ignore", "inherit", "pipe"] });
      const reader = new FrameReader(({ kind }) => {
        process.stdout.write(kind);
        process.kill(process.pid, "SIGKILL");
      });
      child.stdio[3].on("data", (chunk) => reader.push(chunk));
      writeFrame(child.stdio[3], { id: 1, kind: "open", path: ${JSON.stringify(EDGES)}, options: { executionProviders: ["cpu"] } }, {});
    `;
    // The child holds the program's standard error, so this settles only when both are gone.
    const running = promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
    await expect(running).rejects.toMatchObject({ signal: "SIGKILL", stdout: "done" });
  });

  test("leaves the memory of the process group where it was after twenty cycles", async () => {
    const holder = childProcessHolder();
    const image = testPicture(256, 256);
    const cycle = async (): Promise<void> => {
      await using session = await holder.open(EDGES);
      await session.run({ image });
    };
    const sizes: number[] = [];
    for (let i = 0; i < 25; i++) {
      await cycle();
      expect(holder.pids).toEqual([]);
      sizes.push(await settledMemory());
    }
    // The first five have loaded whatever is loaded once; the last five had twenty to grow by.
    const [before, after] = [sizes.slice(0, 5), sizes.slice(-5)].map((few) => Math.min(...few));
    expect(after! / before!).toBeLessThan(1.05);
  });
});

/**
 * Runs a picture again and again until the child says that it is no larger than that: it frees buffers on a thread of
 * its own, whenever the system lets it. A leak grows with each of the runs.
 */
async function sizeBelow(session: HeldSession, bytes: number, image: Tensor): Promise<void> {
  for (let i = 0; i < 1000 && session.bytes >= bytes; i++) await session.run({ image });
  expect(session.bytes).toBeLessThan(bytes);
}

/** The resident set of this process without its garbage, which is not the holder's: the results of its runs. */
async function settledMemory(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const sizes: number[] = [];
  for (let i = 0; i < 3; i++) {
    runInNewContext("gc()");
    await setImmediate();
    sizes.push(process.memoryUsage.rss());
  }
  return Math.min(...sizes);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
