import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test } from "vitest";
import { type DtrBackend, registerDtrBackend } from "../src/index.ts";
import { KB4, chain, innerBackend, removeWrap, selectWrap, vector } from "./tested-wrap.ts";

let dtr: DtrBackend;

afterEach(() => removeWrap(dtr));

/** A kernel of the cpu backend that multiplies its input. */
function multiplying(kernelName: string, factor = 2): tf.KernelConfig {
  return {
    kernelName,
    backendName: "cpu",
    kernelFunc: ({ inputs, backend }) => {
      const { dataId, shape, dtype } = inputs["x"]!;
      const cpu = backend as Pick<tf.KernelBackend, "readSync" | "write">;
      const values = (cpu.readSync(dataId) as Float32Array).map((value) => factor * value);
      return { dataId: cpu.write(values, shape, dtype), shape, dtype };
    },
  };
}

/** The first value that a kernel gives. */
function run(kernelName: string, x: tf.Tensor): number | undefined {
  return tf.engine().runKernel<tf.Tensor>(kernelName, { x }).dataSync()[0];
}

describe("a kernel registered after the wrap", () => {
  test("is taken in when asked for, and evicted like any other", async () => {
    dtr = await selectWrap();
    const handed: object[] = [];
    const late = multiplying("Late");
    tf.registerKernel({
      ...late,
      kernelFunc: (call) => {
        handed.push(call.backend);
        return late.kernelFunc(call);
      },
    });
    const x = vector(1);
    expect(() => tf.engine().runKernel("Late", { x })).toThrow("Late");
    expect(dtr.addKernels()).toBe(1);
    expect(dtr.addKernels()).toBe(0);
    const made = tf.engine().runKernel<tf.Tensor>("Late", { x });
    tf.dispose(chain(8));
    expect(made.dataSync()[0]).toBe(2);
    expect(handed).toHaveLength(2);
    for (const backend of handed) expect(backend).toBe(innerBackend());
    tf.unregisterKernel("Late", "cpu");
  });

  test("is taken in when the wrap is selected", async () => {
    dtr = await registerDtrBackend("cpu", { name: "tested", evictionThreshold: 4 * KB4 });
    tf.registerKernel(multiplying("Early"));
    await tf.setBackend("tested");
    expect(run("Early", vector(1))).toBe(2);
    tf.registerKernel(multiplying("Late"));
    await tf.setBackend("tested");
    expect(run("Late", vector(1))).toBe(2);
    expect(dtr.addKernels()).toBe(0);
    for (const name of ["Early", "Late"]) tf.unregisterKernel(name, "cpu");
  });

  test("that replaces another one replaces it in the wrap, too, and set up", async () => {
    tf.registerKernel(multiplying("Replaced", 2));
    dtr = await selectWrap();
    const x = vector(1);
    expect(run("Replaced", x)).toBe(2);
    tf.unregisterKernel("Replaced", "cpu");
    const setUp: object[] = [];
    tf.registerKernel({
      ...multiplying("Replaced", 3),
      setupFunc: (backend) => void setUp.push(backend),
    });
    expect(dtr.addKernels()).toBe(1);
    expect(setUp).toEqual([innerBackend()]);
    expect(run("Replaced", x)).toBe(3);
    tf.unregisterKernel("Replaced", "cpu");
  });
});
