/*
 * Twenty cycles of open, run and close per holder: the memory of this process and of the children that live, before,
 * after each cycle and at the end. JavaScript garbage is collected before each reading, since it is not the holder's.
 *
 *     npm run build && node packages/onnx/bench/holders.bench.mjs [--cycles N] [--megabytes N]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { create, toBinary } from "@bufbuild/protobuf";
import * as onnx from "onnx-buf";
import { childProcessHolder, inProcessHolder } from "@spillway/onnx";

const { values: options } = parseArgs({
  options: {
    cycles: { type: "string", default: "20" },
    megabytes: { type: "string", default: "64" },
    holder: { type: "string" },
    model: { type: "string" },
  },
});
const HOLDERS = { "child-process": childProcessHolder, "in-process": inProcessHolder };
const CYCLES = Number(options.cycles);
const WIDTH = Math.round(Math.sqrt((Number(options.megabytes) * 1e6) / 4));

if (options.holder === undefined || options.model === undefined) measureAll();
else await measure(options.holder, options.model);

/** One process per holder, so that neither starts with what the other, or the making of the model, left. */
function measureAll() {
  const folder = mkdtempSync(join(tmpdir(), "spillway-bench-"));
  try {
    const model = join(folder, "product.onnx");
    writeFileSync(model, productModel(WIDTH));
    for (const holder of Object.keys(HOLDERS)) {
      const own = [...process.argv.slice(2), "--holder", holder, "--model", model];
      const command = ["--expose-gc", import.meta.filename, ...own];
      execFileSync(process.execPath, command, { stdio: "inherit" });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(kind, path) {
  const holder = HOLDERS[kind]();
  console.log(`\n${kind}: ${CYCLES} cycles of a model of ${mb(4 * WIDTH * WIDTH)}`);
  const before = groupMemory(holder);
  console.log(`before     ${mb(before)}`);
  for (let cycle = 1; cycle <= CYCLES; cycle++) console.log(await runCycle(cycle, holder, path));
  const after = groupMemory(holder);
  const change = (100 * (after / before - 1)).toFixed(1);
  console.log(`after      ${mb(after)}   ${change} % against before`);
}

async function runCycle(cycle, holder, path) {
  const start = performance.now();
  const session = await holder.open(path);
  const opened = performance.now();
  const x = { type: "float32", dims: [64, WIDTH], data: new Float32Array(64 * WIDTH).fill(1) };
  await session.run({ x });
  const ran = performance.now();
  const open = groupMemory(holder);
  const { bytes } = session;
  await session.close();
  const times = `open ${(opened - start).toFixed(0)} ms, run ${(ran - opened).toFixed(0)} ms`;
  const label = `cycle ${cycle}`.padEnd(10);
  return `${label} ${mb(groupMemory(holder))}   (while open ${mb(open)}, session says ${mb(bytes)}; ${times})`;
}

/** Resident sets of this process and of the holder's children. */
function groupMemory(holder) {
  globalThis.gc?.();
  const children = (holder.pids ?? []).map(residentBytes);
  return children.reduce((sum, bytes) => sum + bytes, process.memoryUsage.rss());
}

function residentBytes(pid) {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return 1024 * Number(kilobytes);
}

function mb(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`.padStart(8);
}

/** y = x · weights, with weights of width x width floats. */
function productModel(width) {
  const floats = Float32Array.from({ length: width * width }, (_, i) => (i % 97) / 97);
  const weights = create(onnx.TensorProtoSchema, {
    name: "weights",
    dims: [BigInt(width), BigInt(width)],
    dataType: onnx.TensorProto_DataType.FLOAT,
    rawData: new Uint8Array(floats.buffer),
  });
  const graph = create(onnx.GraphProtoSchema, {
    name: "product",
    input: [floatMatrix("x", width)],
    output: [floatMatrix("y", width)],
    initializer: [weights],
    node: [
      create(onnx.NodeProtoSchema, { opType: "MatMul", input: ["x", "weights"], output: ["y"] }),
    ],
  });
  const opsetImport = [create(onnx.OperatorSetIdProtoSchema, { domain: "", version: 17n })];
  const model = create(onnx.ModelProtoSchema, { irVersion: 8n, opsetImport, graph });
  return toBinary(onnx.ModelProtoSchema, model);
}

function floatMatrix(name, width) {
  const sizes = [
    { case: "dimParam", value: "rows" },
    { case: "dimValue", value: BigInt(width) },
  ];
  const dim = sizes.map((value) => create(onnx.TensorShapeProto_DimensionSchema, { value }));
  const tensor = create(onnx.TypeProto_TensorSchema, {
    elemType: onnx.TensorProto_DataType.FLOAT,
    shape: create(onnx.TensorShapeProtoSchema, { dim }),
  });
  const type = create(onnx.TypeProtoSchema, { value: { case: "tensorType", value: tensor } });
  return create(onnx.ValueInfoProtoSchema, { name, type });
}
