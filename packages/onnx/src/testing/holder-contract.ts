import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SessionHolder } from "../session-holder.ts";
import { shippedModelPath } from "../shipped-models.ts";
import { additionModel, floatTensor, floatValue, modelBytes, testFolder } from "./onnx-files.ts";
import { writeExternalModel } from "./onnx-files.ts";
import { testPicture } from "./pictures.ts";
import { readModelFile } from "../model-file.ts";

const EDGES = shippedModelPath("edges");

/** What every holder promises. */
export function describeHolder(name: string, makeHolder: () => SessionHolder): void {
  describe(`${name}, as a session holder`, () => {
    test("opens a model and says what it takes and gives", async () => {
      await using session = await makeHolder().open(EDGES);
      expect(session.inputs).toEqual([
        { name: "image", type: "float32", dims: [1, 3, "height", "width"] },
      ]);
      expect(session.outputs).toEqual([
        { name: "edges", type: "float32", dims: [1, 1, "height", "width"] },
      ]);
    });

    test("runs a model on pictures of any size, and again", async () => {
      await using session = await makeHolder().open(EDGES);
      for (const [height, width] of [
        [5, 7],
        [64, 33],
      ] as const) {
        const { edges } = await session.run({ image: testPicture(height, width) });
        expect(edges?.type).toBe("float32");
        expect(edges?.dims).toEqual([1, 1, height, width]);
        expect(edges?.data).toBeInstanceOf(Float32Array);
        expect(edges?.data.length).toBe(height * width);
      }
    });

    test("answers concurrent runs each with its own result", async () => {
      await using folder = await testFolder();
      const path = join(folder.path, "add.onnx");
      await writeFile(path, additionModel(floatTensor("w", Float32Array.of(1, 2)), 2));
      await using session = await makeHolder().open(path);
      const runs = [10, 20, 30].map((n) =>
        session.run({ x: { type: "float32", dims: [2], data: Float32Array.of(n, n) } }),
      );
      const sums = (await Promise.all(runs)).map(({ sum }) => [...(sum?.data ?? [])]);
      expect(sums).toEqual([
        [11, 12],
        [21, 22],
        [31, 32],
      ]);
    });

    test("feeds the part of a buffer that a view shows", async () => {
      await using folder = await testFolder();
      const path = join(folder.path, "add.onnx");
      await writeFile(path, additionModel(floatTensor("w", Float32Array.of(1, 1)), 2));
      await using session = await makeHolder().open(path);
      const data = Float32Array.of(7, 8, 9, 10).subarray(1, 3);
      const { sum } = await session.run({ x: { type: "float32", dims: [2], data } });
      expect([...(sum?.data ?? [])]).toEqual([9, 10]);
    });

    test("carries every element type through", async () => {
      await using folder = await testFolder();
      const path = join(folder.path, "identity.onnx");
      await writeFile(path, identityModel());
      await using session = await makeHolder().open(path);
      const feeds = {
        text: { type: "string", dims: [2], data: ["one", "zwei"] },
        wide: { type: "int64", dims: [1], data: BigInt64Array.of(-(2n ** 62n)) },
        flag: { type: "bool", dims: [1, 2], data: Uint8Array.of(1, 0) },
        half: { type: "float16", dims: [1], data: Uint16Array.of(0x3c00) },
        none: { type: "float32", dims: [0], data: new Float32Array() },
      } as const;
      const outputs = await session.run(feeds);
      for (const [input, { type, dims, data }] of Object.entries(feeds)) {
        const output = outputs[`${input}_out`];
        expect([output?.type, output?.dims]).toEqual([type, dims]);
        expect([...(output?.data ?? [])].map(String)).toEqual([...data].map(String));
      }
    });

    test("opens a model whose weights lie in another file", async () => {
      await using folder = await testFolder();
      const path = await writeExternalModel(folder.path, Float32Array.of(1, 2, 3));
      await using session = await makeHolder().open(path);
      const x = { type: "float32", dims: [3], data: Float32Array.of(1, 1, 1) } as const;
      const { sum } = await session.run({ x });
      expect([...(sum?.data ?? [])]).toEqual([2, 3, 4]);
    });

    test("occupies at least what the model weighs", async () => {
      const holder = makeHolder();
      const model = await readModelFile(EDGES);
      expect(holder.estimateBytes(model)).toBeGreaterThanOrEqual(model.bytes);
      await using session = await holder.open(EDGES);
      expect(session.bytes).toBeGreaterThanOrEqual(model.bytes);
    });

    test("refuses wrong feeds and stays usable", async () => {
      await using session = await makeHolder().open(EDGES);
      const flat = { type: "float32", dims: [4], data: new Float32Array(4) } as const;
      await expect(session.run({ image: flat })).rejects.toMatchObject({
        code: "ERR_ONNX_INPUT",
        input: "image",
        expected: "float32[1, 3, height, width]",
        actual: "float32[4]",
      });
      expect((await session.run({ image: testPicture(2, 2) }))["edges"]?.dims).toEqual([
        1, 1, 2, 2,
      ]);
    });

    test("says which file is no model", async () => {
      await using folder = await testFolder();
      const path = join(folder.path, "notes.onnx");
      await writeFile(path, "these are notes");
      await expect(makeHolder().open(path)).rejects.toMatchObject({ code: "ERR_ONNX_MODEL", path });
    });

    test("passes on what the runtime says of a model that it refuses", async () => {
      await using folder = await testFolder();
      const path = join(folder.path, "unknown.onnx");
      await writeFile(path, unknownOperatorModel());
      await expect(makeHolder().open(path)).rejects.toMatchObject({
        code: "ERR_ONNX_RUNTIME",
        stage: "open",
        message: expect.stringContaining("Frobnicate") as string,
      });
    });

    test.each([[["abacus"]], [["abacus", "cpu"]], [["cpu", { name: "abacus", deviceId: 0 }]]])(
      "refuses %j, which names an execution provider that the runtime does not have",
      async (executionProviders) => {
        await expect(makeHolder().open(EDGES, { executionProviders })).rejects.toMatchObject({
          code: "ERR_ONNX_RUNTIME",
          stage: "open",
          message: expect.stringMatching(/no execution provider `abacus`, only .*cpu/) as string,
        });
      },
    );

    test("reports a run that cannot have its memory as out of memory, and stays usable", async () => {
      await using folder = await testFolder();
      const path = join(folder.path, "zeros.onnx");
      await writeFile(path, zerosModel());
      await using session = await makeHolder().open(path);
      const ask = (count: bigint) =>
        session.run({ shape: { type: "int64", dims: [1], data: BigInt64Array.of(count) } });
      // More than any process can address.
      await expect(ask(2n ** 46n)).rejects.toMatchObject({
        code: "ERR_OUT_OF_MEMORY",
        path,
        stage: "run",
      });
      expect((await ask(3n))["zeros"]?.dims).toEqual([3]);
    });

    test("does not open for a signal that has been aborted", async () => {
      const signal = AbortSignal.abort(new Error("changed my mind"));
      await expect(makeHolder().open(EDGES, { signal })).rejects.toThrow("changed my mind");
    });

    test("gives a run up when its signal aborts, and runs again", async () => {
      await using session = await makeHolder().open(EDGES);
      const stop = new AbortController();
      const run = session.run({ image: testPicture(64, 64) }, { signal: stop.signal });
      stop.abort(new Error("enough"));
      await expect(run).rejects.toThrow("enough");
      expect((await session.run({ image: testPicture(2, 3) }))["edges"]?.dims).toEqual([
        1, 1, 2, 3,
      ]);
    });

    test("rejects what runs when it is closed, and whatever comes after", async () => {
      const session = await makeHolder().open(EDGES);
      const running = session.run({ image: testPicture(64, 64) });
      const rejected = expect(running).rejects.toMatchObject({ code: "ERR_SESSION_CLOSED" });
      await session.close();
      await rejected;
      await expect(session.run({ image: testPicture(2, 2) })).rejects.toMatchObject({
        code: "ERR_SESSION_CLOSED",
      });
      expect(session.bytes).toBe(0);
    });

    test("closes once, however often it is told to", async () => {
      const session = await makeHolder().open(EDGES);
      const [first, second] = await Promise.all([session.close(), session.close()]);
      expect(second).toBe(first);
      expect(first.returnedBytes).toBeGreaterThanOrEqual(0);
    });
  });
}

function identityModel(): Uint8Array {
  const types = { text: 8, wide: 7, flag: 9, half: 10, none: 1 };
  const values = Object.entries(types).map(([name, elemType]) => {
    const value = (label: string) => {
      const made = floatValue(label, ["n", "m"].slice(0, name === "flag" ? 2 : 1));
      if (made.type?.value.case === "tensorType") made.type.value.value.elemType = elemType;
      return made;
    };
    return { name, input: value(name), output: value(`${name}_out`) };
  });
  return modelBytes({
    graph: {
      name: "identity",
      input: values.map(({ input }) => input),
      output: values.map(({ output }) => output),
      node: values.map(({ name }) => ({
        opType: "Identity",
        input: [name],
        output: [`${name}_out`],
      })),
    },
  });
}

/** As many zeros as are asked for. */
function zerosModel(): Uint8Array {
  const shape = floatValue("shape", [1]);
  if (shape.type?.value.case === "tensorType") shape.type.value.value.elemType = 7;
  return modelBytes({
    graph: {
      name: "zeros",
      input: [shape],
      output: [floatValue("zeros", ["count"])],
      node: [{ opType: "ConstantOfShape", input: ["shape"], output: ["zeros"] }],
    },
  });
}

function unknownOperatorModel(): Uint8Array {
  return modelBytes({
    graph: {
      name: "unknown",
      input: [floatValue("x", [1])],
      output: [floatValue("y", [1])],
      node: [{ opType: "Frobnicate", input: ["x"], output: ["y"] }],
    },
  });
}
