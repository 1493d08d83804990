import { describe, expect, test, vi } from "vitest";
import { inProcessHolder } from "./in-process-holder.ts";
import { shippedModelPath } from "./shipped-models.ts";
import { describeHolder } from "./testing/holder-contract.ts";
import { testPicture } from "./testing/pictures.ts";

const EDGES = shippedModelPath("edges");

describeHolder("inProcessHolder", () => inProcessHolder());

describe("inProcessHolder", () => {
  test("says how to install a runtime that is not there", async () => {
    const cause = new Error("Cannot find package 'onnxruntime-node'");
    const holder = inProcessHolder({ importRuntime: () => Promise.reject(cause) });
    await expect(holder.open(EDGES)).rejects.toMatchObject({
      code: "ERR_PEER_MISSING",
      cause,
      message: expect.stringContaining("npm install onnxruntime-node") as string,
    });
  });

  test("refuses a module that is no runtime", async () => {
    const holder = inProcessHolder({ importRuntime: () => Promise.resolve({}) });
    await expect(holder.open(EDGES)).rejects.toMatchObject({ code: "ERR_PEER_MISSING" });
  });

  test("charges what opening took, then what the first run kept beyond its results", async () => {
    const readings = [100_000_000, 130_000_000, 130_000_000, 136_000_000];
    const holder = inProcessHolder({
      importRuntime: () => Promise.resolve(fakeRuntime()),
      residentBytes: () => readings.shift() ?? 0,
    });
    const session = await holder.open(EDGES);
    expect(session.bytes).toBe(30_000_000);
    await session.run({ image: testPicture(2, 2) });
    expect(session.bytes).toBe(36_000_000 - 16);
  });

  test("charges no less than the model weighs", async () => {
    const holder = inProcessHolder({
      importRuntime: () => Promise.resolve(fakeRuntime()),
      residentBytes: () => 5,
    });
    const session = await holder.open(EDGES);
    expect(session.bytes).toBeGreaterThan(500);
  });

  test("reports a failed allocation as out of memory, when opening and when running", async () => {
    const allocation =
      "[ONNXRuntimeError] : 6 : Failed to allocate memory for requested buffer of size 8";
    const fail = () => Promise.reject(new Error(allocation));
    const opening = inProcessHolder({
      importRuntime: () =>
        Promise.resolve({ ...fakeRuntime(), InferenceSession: { create: fail } }),
    });
    const expected = { code: "ERR_OUT_OF_MEMORY", path: EDGES, stage: "open" };
    await expect(opening.open(EDGES)).rejects.toMatchObject(expected);

    const running = inProcessHolder({ importRuntime: () => Promise.resolve(fakeRuntime(fail)) });
    const session = await running.open(EDGES);
    const run = session.run({ image: testPicture(2, 2) });
    await expect(run).rejects.toMatchObject({ ...expected, stage: "run" });
  });

  test.each([
    ["warning", "fatal"],
    ["verbose", "verbose"],
    ["error", "error"],
  ])(
    "turns a log at %s to %s before the first session, and its own sessions' off",
    async (level, used) => {
      const env = { logLevel: level };
      const create = vi.fn(() => {
        expect(env.logLevel).toBe(used);
        return Promise.resolve({ release: () => Promise.resolve() });
      });
      const holder = inProcessHolder({
        importRuntime: () =>
          Promise.resolve({ ...fakeRuntime(), env, InferenceSession: { create } }),
      });
      await holder.open(EDGES);
      expect(create.mock.lastCall).toMatchObject([EDGES, { logSeverityLevel: 4 }]);
    },
  );

  test("gives back a session that arrives after the signal", async () => {
    const stop = new AbortController();
    let released = 0;
    const session = {
      release: () => {
        released += 1;
        return Promise.resolve();
      },
    };
    const create = () => {
      stop.abort(new Error("too late"));
      return Promise.resolve(session);
    };
    const holder = inProcessHolder({
      importRuntime: () => Promise.resolve({ ...fakeRuntime(), InferenceSession: { create } }),
    });
    await expect(holder.open(EDGES, { signal: stop.signal })).rejects.toThrow("too late");
    expect(released).toBe(1);
  });
});

function fakeRuntime(run: () => Promise<object> = edgesOfNothing) {
  const session = { run, release: () => Promise.resolve() };
  return { Tensor: Object, InferenceSession: { create: () => Promise.resolve(session) } };
}

function edgesOfNothing(): Promise<object> {
  const edges = { type: "float32", dims: [1, 1, 2, 2], data: new Float32Array(4) };
  return Promise.resolve({ edges });
}
