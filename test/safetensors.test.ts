import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { floatValues, readSafetensors, writeSafetensors } from "@spillway/prompt";
import type { SafeTensor } from "@spillway/prompt";
import { describe, expect, test } from "vitest";

const folder = fileURLToPath(new URL("safetensors/", import.meta.url));
const golden = readFileSync(join(folder, "golden.safetensors"));
const script = join(folder, "python.py");

/** A Python with the package `safetensors`, if there is one. */
const python = process.env["SPILLWAY_PYTHON"] ?? "python3";
const hasPeer = spawnSync(python, ["-c", "import safetensors"]).status === 0;
if (!hasPeer) console.info(`${python} has no safetensors: set SPILLWAY_PYTHON to one that has`);

const METADATA = { format: "pt", note: 'été "quoted"' };

function readByPython(file: string): unknown {
  return JSON.parse(execFileSync(python, [script, "read", file], { encoding: "utf8" }));
}

function asText({ type, dims, bytes }: SafeTensor): object {
  return { type, dims, hex: Buffer.from(bytes).toString("hex") };
}

describe("a safetensors file that Python wrote", () => {
  const { tensors, metadata } = readSafetensors(golden);

  test("is read with its shapes, half precisions, empty tensor and metadata", () => {
    const dims = Object.fromEntries([...tensors].map(([name, tensor]) => [name, tensor.dims]));
    expect(dims).toEqual({
      f32: [2, 2],
      f16: [3],
      bf16: [1, 2],
      empty: [0, 4],
      scalar: [],
      mask: [2],
    });
    expect(Object.fromEntries(metadata)).toEqual(METADATA);
    const values = (name: string): readonly number[] => [...floatValues(tensors.get(name)!)!];
    expect(values("f32")).toEqual([1, -2, 0.5, 0]);
    expect(values("f16")).toEqual([1, -2, Infinity]);
    expect(values("bf16")).toEqual([1.5, -Infinity]);
    expect(values("empty")).toEqual([]);
  });

  test.runIf(hasPeer)("is the same to Python", () => {
    expect(readByPython(join(folder, "golden.safetensors"))).toEqual({
      tensors: Object.fromEntries([...tensors].map(([name, tensor]) => [name, asText(tensor)])),
      metadata: METADATA,
    });
  });
});

test.runIf(hasPeer)(
  "a safetensors file that is written here is read by Python as it was meant",
  () => {
    const { tensors, metadata } = readSafetensors(golden);
    const own = mkdtempSync(join(tmpdir(), "spillway-safetensors-"));
    const file = join(own, "ours.safetensors");
    writeFileSync(
      file,
      writeSafetensors(Object.fromEntries(tensors), Object.fromEntries(metadata)),
    );
    const expected = Object.fromEntries(
      [...tensors].map(([name, tensor]) => [name, asText(tensor)]),
    );
    expect(readByPython(file)).toEqual({ tensors: expected, metadata: METADATA });
    rmSync(own, { recursive: true });
  },
);
