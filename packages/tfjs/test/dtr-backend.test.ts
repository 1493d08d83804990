import "@tensorflow/tfjs-backend-wasm";
import {
  RematOutOfMemoryError,
  Runtime,
  prepareTrace,
  readTrace,
  simulate,
  writeTrace,
} from "@spillway/core/remat";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DtrBackend, type DtrBackendOptions, registerDtrBackend } from "../src/index.ts";
import {
  KB4,
  catchFrom,
  chain,
  innerBackend,
  removeWrap,
  selectWrap,
  vector,
} from "./tested-wrap.ts";

let dtr: DtrBackend;

async function select(options?: Partial<DtrBackendOptions>): Promise<void> {
  dtr = await selectWrap(options);
}

function kernelCount(): number {
  const names = ["cpu", "wasm", "tested", "other"];
  return names.flatMap((name) => tf.getKernelsForBackend(name)).length;
}

afterEach(() => removeWrap(dtr));

describe("a backend under a threshold", () => {
  beforeEach(() => select());

  test("evicts what is over it, and makes again what is read", () => {
    const made = chain(8);
    expect(dtr.stats()).toMatchObject({ thresholdBytes: 4 * KB4, rematerializations: 0 });
    expect(dtr.stats().evictions).toBeGreaterThanOrEqual(5);
    expect(dtr.stats().usedBytes).toBeLessThanOrEqual(4 * KB4);
    for (const [index, tensor] of made.entries()) expect(tensor.dataSync()[3]).toBe(3 + index);
    expect(dtr.stats().rematerializations).toBeGreaterThan(0);
    expect(dtr.stats().peakBytes).toBeLessThanOrEqual(4 * KB4);
    tf.dispose(made);
  });

  test("gives everything back when the program lets go of it", () => {
    const idle = tf.memory();
    tf.dispose(chain(8));
    expect(tf.memory().numDataBuffers).toBe(idle.numDataBuffers);
    expect(dtr.stats()).toMatchObject({ usedBytes: 0, operators: 0 });
  });

  test("tells its figures in tf.memory()", () => {
    expect(tf.memory()).toMatchObject({ spillway: { usedBytes: 0, thresholdBytes: 4 * KB4 } });
  });

  test("keeps what the program wrote, and what a variable holds", () => {
    const written = vector();
    const variable = tf.variable(tf.add(written, 1));
    tf.dispose(chain(8));
    const before = dtr.stats().rematerializations;
    expect(written.dataSync()[1]).toBe(1);
    expect(variable.dataSync()[1]).toBe(2);
    expect(dtr.stats().rematerializations).toBe(before);
    tf.dispose([written, variable]);
  });

  test("never runs a random operator again", () => {
    const logits = tf.zeros<tf.Rank.R2>([4, 8]);
    const drawn = tf.multinomial(logits, 64);
    const first = Array.from(drawn.dataSync());
    tf.dispose(chain(8));
    expect(Array.from(drawn.dataSync())).toEqual(first);
    tf.dispose([logits, drawn]);
  });

  test("uses the attributes as they were when the program changes its list afterwards", () => {
    const begin = [1];
    const written = vector();
    const slice = tf.slice(written, begin, [512]);
    begin[0] = 100;
    tf.dispose(chain(8));
    expect(slice.dataSync()[0]).toBe(1);
    tf.dispose([written, slice]);
  });

  test("takes in a tensor of another backend, and gives it back", async () => {
    await tf.setBackend("cpu");
    const x = tf.tensor1d([1, 2]);
    await tf.setBackend("tested");
    const y = tf.square(x);
    await tf.setBackend("cpu");
    expect([...tf.add(x, y).dataSync()]).toEqual([2, 6]);
  });

  test("starts anew after the engine was reset", async () => {
    const made = chain(8);
    tf.engine().reset();
    expect(dtr.stats()).toMatchObject({ usedBytes: 0, peakBytes: 0, evictions: 0 });
    await tf.setBackend("tested");
    expect(tf.memory().numTensors).toBe(0);
    const again = chain(8);
    expect(again.map((tensor) => tensor.dataSync()[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(dtr.stats().evictions).toBeGreaterThan(0);
    expect(made).toHaveLength(9);
  });

  test("can be removed and registered again", async () => {
    tf.dispose(chain(8));
    await tf.setBackend("cpu");
    tf.removeBackend("tested");
    dtr[Symbol.dispose]();
    expect(tf.getKernelsForBackend("tested")).toEqual([]);
    await select();
    expect(dtr.stats()).toMatchObject({ usedBytes: 0, evictions: 0 });
  });
});

describe("the controls", () => {
  beforeEach(() => select({ evictionThreshold: "1MB" }));

  test("lower the threshold at once, and raise it", () => {
    const made = chain(8);
    expect(dtr.stats().usedBytes).toBeGreaterThan(8 * KB4);
    dtr.evictionThreshold = 4 * KB4;
    expect(dtr.evictionThreshold).toBe(4 * KB4);
    expect(dtr.stats().usedBytes).toBeLessThanOrEqual(4 * KB4);
    dtr.evictionThreshold = "2GB";
    expect(dtr.evictionThreshold).toBe(2 ** 31);
    expect(made.map((tensor) => tensor.dataSync()[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    tf.dispose(made);
  });

  test("disable eviction and enable it again; what was evicted still comes back", () => {
    dtr.evictionThreshold = 4 * KB4;
    const early = chain(8);
    dtr.disable();
    expect(dtr.isEnabled).toBe(false);
    const before = dtr.stats().evictions;
    const late = chain(8);
    expect(early.at(-2)!.dataSync()[0]).toBe(7);
    expect(dtr.stats().evictions).toBe(before);
    dtr.enable();
    tf.dispose(early);
    const again = chain(8);
    expect(dtr.stats().evictions).toBeGreaterThan(before);
    tf.dispose([...late, ...again]);
  });

  test("evict nothing below the minimum size, and sample candidates when asked to", () => {
    dtr.evicteeMinimumSize = KB4 + 1;
    dtr.evictionThreshold = 4 * KB4;
    const made = chain(8);
    expect(dtr.stats()).toMatchObject({ evictions: 0, usedBytes: 9 * KB4 + 8 * 4 });
    dtr.evicteeMinimumSize = 0;
    dtr.enableSqrtSampling = true;
    expect(dtr.enableSqrtSampling).toBe(true);
    made.push(...chain(8));
    expect(dtr.stats().evictions).toBeGreaterThan(0);
    tf.dispose(made);
  });

  test("refuse what cannot be, and stay as they were", () => {
    expect(() => (dtr.evictionThreshold = -1)).toThrow("evictionThreshold must be greater than 0");
    expect(() => (dtr.evictionThreshold = "much")).toThrow("not a size");
    expect(dtr.evictionThreshold).toBe(2 ** 20);
  });

  test("count the peak anew", () => {
    tf.dispose(chain(8));
    dtr.resetPeak();
    expect(dtr.stats().peakBytes).toBe(0);
  });

  test("record a trace that the simulator runs to the same number of operators", () => {
    const weight = vector();
    const recording = dtr.record();
    const made = tf.add(tf.mul(weight, weight), 1);
    made.dispose();
    const trace = readTrace(writeTrace(recording.stop("step")), "step");
    expect(trace.operatorNames).toEqual(expect.arrayContaining(["Multiply", "Add"]));
    const run = simulate(prepareTrace(trace), {
      policy: "dtr",
      limit: 10,
      budget: { kind: "bytes", bytes: 1e9 },
    });
    expect(run).toMatchObject({ result: "ok", rematNs: 0 });
    weight.dispose();
  });

  test("tell listeners until they have enough", () => {
    const told: string[] = [];
    const listening = [
      dtr.on("evicted", ({ bytes }) => told.push(`evicted ${bytes}`)),
      dtr.on("rematerialized", ({ kernel }) => told.push(kernel)),
      dtr.on("over", ({ overBytes }) => told.push(`over by ${overBytes}`)),
    ];
    dtr.evictionThreshold = 2 * KB4;
    const made = chain(4);
    made[1]!.dataSync();
    expect(told).toEqual(expect.arrayContaining([`evicted ${KB4}`, "Add"]));
    expect(told.some((line) => line.startsWith("over by"))).toBe(true);
    for (const one of listening) one[Symbol.dispose]();
    told.length = 0;
    tf.dispose([...made, ...chain(4)]);
    expect(told).toEqual([]);
  });

  test("observe the runtime only while there is somebody to tell", () => {
    const observe = vi.spyOn(Runtime.prototype, "observe");
    const first = dtr.on("over", () => undefined);
    const second = dtr.on("evicted", () => undefined);
    dtr.evictionThreshold = KB4;
    tf.dispose(chain(4));
    expect(Object.keys(observe.mock.lastCall?.[0] ?? {})).toContain("ran");
    for (const one of [first, second]) one[Symbol.dispose]();
    expect(Object.keys(observe.mock.lastCall?.[0] ?? {})).toEqual(["overran"]);
    tf.dispose(chain(4));
    expect(observe.mock.lastCall).toEqual([undefined]);
    observe.mockRestore();
  });
});

describe("a hard threshold", () => {
  test("holds at every moment, and refuses what cannot fit with the threshold that could", async () => {
    await select({ limit: "hard", evictionThreshold: 3 * KB4 });
    const made = [vector()];
    for (let index = 0; index < 4; index++) made.push(tf.square(made.at(-1)!));
    expect(dtr.stats().peakBytes).toBeLessThanOrEqual(3 * KB4);
    const before = { memory: tf.memory().numTensors, used: dtr.stats().usedBytes };
    const refusal = catchFrom(() => tf.tile(made[0]!, [4]));
    expect(refusal).toBeInstanceOf(RematOutOfMemoryError);
    expect(refusal).toMatchObject({ thresholdBytes: 3 * KB4, smallestBytes: 5 * KB4 });
    expect(tf.memory().numTensors).toBe(before.memory);
    expect(dtr.stats().usedBytes).toBeLessThanOrEqual(before.used);
    dtr.evictionThreshold = 5 * KB4;
    const tiled = tf.tile(made[0]!, [4]);
    expect(tiled.dataSync()[1025]).toBe(1);
    tf.dispose([...made, tiled]);
  });

  test("counts what is too small to go in the threshold that it tells", async () => {
    await select({ limit: "hard", evictionThreshold: KB4 + 100, evicteeMinimumSize: 1000 });
    const small = tf.add(tf.zeros([50]), 1);
    const refused = catchFrom(() => tf.add(vector(), tf.zeros([1024])));
    expect(refused).toBeInstanceOf(RematOutOfMemoryError);
    const { neededBytes, smallestBytes } = refused as RematOutOfMemoryError;
    expect(smallestBytes).toBe(neededBytes);
    expect(small.dataSync()[0]).toBe(1);
  });

  test("goes over when it is soft, and says by how much", async () => {
    await select({ evictionThreshold: KB4 });
    const made = chain(2);
    expect(dtr.stats().overBytes).toBeGreaterThanOrEqual(KB4);
    tf.dispose(made);
  });
});

describe("bad input", () => {
  test("a backend that is not there, a threshold that cannot be", async () => {
    await select();
    await expect(registerDtrBackend("wsm", { evictionThreshold: 1 })).rejects.toMatchObject({
      code: "ERR_BACKEND_UNKNOWN",
      message: expect.stringContaining("did you mean `wasm`?") as string,
    });
    const none = registerDtrBackend("wasm", { name: "none", evictionThreshold: 0 });
    await expect(none).rejects.toMatchObject({ code: "ERR_DTR_CONFIG" });
    expect(tf.findBackendFactory("none")).toBeNull();
  });

  test.each([
    ["under another name", "cpu", "other", 'wrapped already, as "tested"'],
    ["under the same name", "cpu", "tested", 'wrapped already, as "tested"'],
    ["of the wrap itself", "tested", "other", 'itself a wrap of "cpu"'],
    ["of another backend under its name", "wasm", "tested", "that name is taken"],
  ])("a second wrap %s is refused and leaves nothing", async (_, inner, name, problem) => {
    await select();
    const before = { backends: tf.engine().backendNames(), kernels: kernelCount() };
    const second = registerDtrBackend(inner, { name, evictionThreshold: 1 });
    await expect(second).rejects.toMatchObject({
      code: "ERR_BACKEND_WRAPPED",
      backend: inner,
      message: expect.stringContaining(problem) as string,
    });
    expect({ backends: tf.engine().backendNames(), kernels: kernelCount() }).toEqual(before);
    const made = chain(8);
    expect(made.at(-1)!.dataSync()[0]).toBe(8);
    tf.dispose(made);
  });

  test("a backend can be wrapped again once its wrap is disposed of", async () => {
    await select();
    await tf.setBackend("cpu");
    dtr[Symbol.dispose]();
    await select({ name: "another" });
    expect(tf.add(vector(), 1).dataSync()[0]).toBe(1);
  });

  test("a handle whose backend was removed by name leaves alone the one that took its name", async () => {
    await select();
    const first = dtr;
    await tf.setBackend("cpu");
    tf.removeBackend("tested");
    await select();
    first[Symbol.dispose]();
    expect(tf.add(vector(), 1).dataSync()[0]).toBe(1);
    expect(dtr.stats().evictions).toBe(0);
  });

  test("a recording of a backend that was never selected", async () => {
    dtr = await registerDtrBackend("cpu", { name: "idle", evictionThreshold: 1 });
    expect(() => dtr.record()).toThrow("select it first");
    expect(dtr.stats()).toMatchObject({ usedBytes: 0, thresholdBytes: 1 });
  });

  test("a kernel that throws leaves the program as it was", async () => {
    await select();
    const x = vector();
    tf.registerKernel({
      kernelName: "Failing",
      backendName: "cpu",
      kernelFunc: () => {
        throw new Error("no such luck");
      },
    });
    dtr.addKernels();
    const before = dtr.stats();
    expect(() => tf.engine().runKernel("Failing", { x })).toThrow("no such luck");
    expect(dtr.stats().usedBytes).toBe(before.usedBytes);
    tf.unregisterKernel("Failing", "cpu");
    x.dispose();
  });

  test("a tensor used after its disposal is told from a defect, and the program goes on", async () => {
    await select();
    const x = vector();
    x.dispose();
    expect(() => tf.add(x, 1)).toThrow("was disposed of");
    tf.dispose(chain(3));
    expect(dtr.stats().usedBytes).toBe(0);
  });
});

test("after a thousand steps under pressure nothing has grown since the fiftieth", async () => {
  await select({ evictionThreshold: 6 * KB4 });
  const weight = tf.variable(vector());
  const step = (): void => {
    tf.tidy(() => {
      const made = [tf.mul(weight, 0.5)];
      for (let index = 0; index < 6; index++) made.push(tf.add(made.at(-1)!, 0.25));
      weight.assign(
        made.reduceRight((sum, tensor) => tf.mul(tf.add(sum, tensor), 0.25)) as tf.Tensor1D,
      );
    });
  };
  const state = () => {
    const { numTensors, numDataBuffers } = tf.memory();
    const { usedBytes, operators } = dtr.stats();
    const inner = innerBackend().numDataIds();
    return { numTensors, numDataBuffers, usedBytes, operators, inner };
  };
  for (let index = 0; index < 50; index++) step();
  const after50 = state();
  for (let index = 0; index < 950; index++) step();
  expect(state()).toEqual(after50);
  expect(dtr.stats().rematerializations).toBeGreaterThan(1000);
  weight.dispose();
});
