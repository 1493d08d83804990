import { create } from "@bufbuild/protobuf";
import { AttributeProto_AttributeType, AttributeProtoSchema, NodeProtoSchema } from "onnx-buf";
import { mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readModelFile } from "./model-file.ts";
import { shippedModelPath } from "./shipped-models.ts";
import {
  additionModel,
  externalTensor,
  floatTensor,
  floatValue,
  modelBytes,
  testFolder,
  writeExternalModel,
} from "./testing/onnx-files.ts";

describe("readModelFile", () => {
  test("reads inputs, outputs, versions and size", async () => {
    const path = shippedModelPath("resample-x4");
    const { size } = await readFile(path).then((file) => ({ size: file.length }));
    expect(await readModelFile(path)).toMatchObject({
      path,
      fileBytes: size,
      bytes: size,
      externalFiles: [],
      irVersion: 8,
      opset: 17,
      inputs: [{ name: "image", type: "float32", dims: [1, 3, "height", "width"] }],
      outputs: [{ name: "enlarged", type: "float32", dims: [1, 3, "4*height", "4*width"] }],
    });
  });

  test("leaves out weights that old files list among the inputs", async () => {
    await using folder = await testFolder();
    const path = await write(
      folder.path,
      modelBytes({
        graph: {
          name: "old",
          input: [floatValue("x", [2]), floatValue("w", [2])],
          output: [floatValue("y", [2])],
          initializer: [floatTensor("w", new Float32Array(2))],
        },
      }),
    );
    expect((await readModelFile(path)).inputs.map(({ name }) => name)).toEqual(["x"]);
  });

  test("names sizes that the model leaves open, and types that cannot be fed", async () => {
    await using folder = await testFolder();
    const unranked = floatValue("unranked", []);
    if (unranked.type?.value.case === "tensorType") delete unranked.type.value.value.shape;
    const bfloat = floatValue("bfloat", ["", 3]);
    if (bfloat.type?.value.case === "tensorType") bfloat.type.value.value.elemType = 16;
    const graph = { name: "open", input: [unranked, bfloat], output: [floatValue("scalar", [])] };
    const model = await readModelFile(await write(folder.path, modelBytes({ graph })));
    expect(model.inputs).toEqual([
      { name: "unranked", type: "float32", dims: undefined },
      { name: "bfloat", type: "unsupported", dims: ["?", 3] },
    ]);
    expect(model.outputs).toEqual([{ name: "scalar", type: "float32", dims: [] }]);
  });

  test("adds what the model uses of external files", async () => {
    await using folder = await testFolder();
    const path = await writeExternalModel(folder.path, new Float32Array(1000));
    const model = await readModelFile(path);
    const weights = { path: join(folder.path, "weights.bin"), bytes: 4000 };
    expect(model.externalFiles).toEqual([weights]);
    expect(model.bytes).toBe(model.fileBytes + 4000);
  });

  test("counts a stretch that tensors share once, and one without a length to the end of the file", async () => {
    await using folder = await testFolder();
    const initializer = [
      externalTensor("first", 10, { location: "all.bin", offset: "0", length: "40" }),
      externalTensor("tied", 10, { location: "all.bin", offset: "0", length: "40" }),
      externalTensor("rest", 5, { location: "./deep/rest.bin", offset: "80" }),
    ];
    const path = await write(folder.path, modelBytes({ graph: { name: "shared", initializer } }));
    await mkdir(join(folder.path, "deep"));
    await writeFile(join(folder.path, "all.bin"), new Uint8Array(4096));
    await writeFile(join(folder.path, "deep", "rest.bin"), new Uint8Array(100));
    expect((await readModelFile(path)).externalFiles.map(({ bytes }) => bytes)).toEqual([20, 40]);
  });

  test("finds external tensors of subgraphs and functions", async () => {
    await using folder = await testFolder();
    const tensor = externalTensor("hidden", 1, { location: "absent.bin" });
    const subgraph = create(NodeProtoSchema, {
      opType: "If",
      attribute: [
        create(AttributeProtoSchema, {
          name: "then_branch",
          type: AttributeProto_AttributeType.GRAPH,
          g: { $typeName: "onnx.GraphProto", ...emptyGraph(), initializer: [tensor] },
        }),
      ],
    });
    const constant = create(NodeProtoSchema, {
      opType: "Constant",
      attribute: [create(AttributeProtoSchema, { name: "value", t: tensor })],
    });
    for (const parts of [
      { graph: { name: "outer", node: [subgraph] } },
      { graph: { name: "outer" }, functions: [{ name: "f", node: [constant] }] },
    ]) {
      const path = await write(folder.path, modelBytes(parts));
      await expect(readModelFile(path)).rejects.toThrow('"absent.bin"');
    }
  });

  test("does not read the weights of a large model", async () => {
    await using folder = await testFolder();
    const path = await write(
      folder.path,
      additionModel(floatTensor("w", new Float32Array(1e7)), 1e7),
    );
    const before = process.memoryUsage().arrayBuffers;
    const model = await readModelFile(path);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
    expect(model.bytes).toBeGreaterThan(4e7);
    expect(model.inputs).toEqual([{ name: "x", type: "float32", dims: [1e7] }]);
  });
});

describe("readModelFile refuses", () => {
  const contents: readonly (readonly [string, Uint8Array | string, string])[] = [
    ["an empty file", "", "it is empty"],
    ["text", "these are notes\n", "no ONNX model"],
    [
      "a Git LFS pointer",
      "version https://git-lfs.github.com/spec/v1\noid sha256:0",
      "git lfs pull",
    ],
    ["a web page", "<!DOCTYPE html><html>", "a web page"],
    ["a model in ORT format", "\u0018\0\0\0ORTM", "in ORT format"],
    ["a zip archive", "PK\u0003\u0004", "a zip archive"],
    ["zeros", new Uint8Array(100), "field number 0 at byte 0"],
    ["a message without a graph", Uint8Array.of(8, 8), "it states no graph"],
    ["a graph without operators' versions", Uint8Array.of(8, 8, 58, 0), "no operator set"],
  ];

  test.each(contents)("%s", async (_name, content, problem) => {
    await using folder = await testFolder();
    const path = await write(folder.path, content);
    const refused = expect(readModelFile(path)).rejects;
    await refused.toMatchObject({
      code: "ERR_ONNX_MODEL",
      path,
      message: expect.stringContaining(problem) as string,
    });
  });

  test("a model that is cut anywhere", async () => {
    await using folder = await testFolder();
    const whole = await readFile(shippedModelPath("edges"));
    for (let length = 0; length < whole.length; length++) {
      const path = await write(folder.path, whole.subarray(0, length));
      await expect(readModelFile(path)).rejects.toMatchObject({ code: "ERR_ONNX_MODEL", path });
    }
  });

  test("a large model that is cut in its weights", async () => {
    await using folder = await testFolder();
    const path = await write(
      folder.path,
      additionModel(floatTensor("w", new Float32Array(1e5)), 1e5),
    );
    await truncate(path, 2e5);
    await expect(readModelFile(path)).rejects.toThrow(/truncated.*announced/);
  });

  test("a file above 2 GiB, with the way out", async () => {
    await using folder = await testFolder();
    const path = await write(folder.path, Uint8Array.of(8, 8));
    await truncate(path, 2 ** 31);
    await expect(readModelFile(path)).rejects.toMatchObject({
      code: "ERR_ONNX_MODEL",
      message: expect.stringContaining("save_as_external_data=True") as string,
    });
  });

  test("a path that leads to no file", async () => {
    const folder = dirname(shippedModelPath("edges"));
    await expect(readModelFile(join(folder, "absent.onnx"))).rejects.toThrow("ENOENT");
    await expect(readModelFile(folder)).rejects.toMatchObject({ code: "ERR_ONNX_MODEL" });
  });

  const locations = [
    ["../weights.bin", "leaves its folder"],
    ["a/../../weights.bin", "leaves its folder"],
    ["a\\..\\..\\weights.bin", "leaves its folder"],
    ["/etc/passwd", "is absolute"],
    ["C:\\weights.bin", "is absolute"],
    ["c:weights.bin", "is absolute"],
    ["", "has the location"],
  ] as const;

  test.each(locations)("external data at %j", async (location, problem) => {
    await using folder = await testFolder();
    const initializer = [externalTensor("w", 1, { location })];
    const path = await write(folder.path, modelBytes({ graph: { name: "far", initializer } }));
    await expect(readModelFile(path)).rejects.toMatchObject({
      code: "ERR_ONNX_MODEL",
      path,
      message: expect.stringContaining(problem) as string,
    });
  });

  test("external data that is missing, too short, no file or nonsense, naming it", async () => {
    await using folder = await testFolder();
    await writeFile(join(folder.path, "short.bin"), new Uint8Array(10));
    const entries: readonly (readonly [Record<string, string>, string])[] = [
      [{ location: "absent.bin" }, join(folder.path, "absent.bin")],
      [{ location: "short.bin", length: "40" }, "has 10 bytes and the tensor w ends at 40"],
      [{ location: "." }, "is no file"],
      [{ location: "short.bin", length: "-4" }, 'the length "-4"'],
    ];
    for (const [entry, problem] of entries) {
      const initializer = [externalTensor("w", 10, entry)];
      const path = await write(folder.path, modelBytes({ graph: { name: "g", initializer } }));
      await expect(readModelFile(path)).rejects.toThrow(problem);
    }
  });
});

async function write(folder: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, "model.onnx");
  await writeFile(path, content);
  return path;
}

function emptyGraph() {
  return {
    name: "",
    docString: "",
    node: [],
    sparseInitializer: [],
    input: [],
    output: [],
    valueInfo: [],
    quantizationAnnotation: [],
    metadataProps: [],
  };
}
