import { fromBinary } from "@bufbuild/protobuf";
import { codeOf, messageOf } from "@spillway/core";
import type { ModelProto } from "onnx-buf";
import { ModelProtoSchema } from "onnx-buf";
import type { FileHandle } from "node:fs/promises";
import { open, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileSource } from "./byte-source.ts";
import { OnnxModelError } from "./errors.ts";
import type { ExternalRange } from "./external-data.ts";
import { externalPath, externalRanges } from "./external-data.ts";
import { readOutline } from "./outline.ts";
import type { ValueInfo } from "./value-info.ts";
import { graphInputs, graphOutputs } from "./value-info.ts";

/** A file that holds weights of a model, beside the model. */
export interface ExternalFile {
  readonly path: string;
  /** Bytes of it that the model uses. */
  readonly bytes: number;
}

/** What an ONNX file says of itself, and what it weighs. */
export interface ModelFile {
  /** Absolute. */
  readonly path: string;
  readonly fileBytes: number;
  readonly externalFiles: readonly ExternalFile[];
  /** The file and all that it uses of external ones. */
  readonly bytes: number;
  /** When the file was last changed, in milliseconds since 1970. */
  readonly modifiedMs: number;
  readonly irVersion: number;
  /** Of the standard operators; undefined in a model that uses none. */
  readonly opset: number | undefined;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/** Protobuf's limit on a message, and so ONNX's on a file. */
const LARGEST_FILE = 2 ** 31 - 1;

/**
 * Reads what an ONNX file says of itself, without its weights: of a file of a gigabyte, some kilobytes.
 * @throws OnnxModelError for a file that is missing, is no ONNX model, or lacks its external data.
 */
export async function readModelFile(modelPath: string): Promise<ModelFile> {
  const path = resolve(modelPath);
  await using opened = await openFile(path);
  const { size, mtimeMs } = opened.stats;
  const model = await decode(path, opened.file, size);
  const graph = model.graph;
  if (graph === undefined || model.irVersion <= 0n) throw noModel(path, "it states no graph");
  // Required since version 3 of the format; it follows the graph, so a cut file lacks it.
  if (model.irVersion >= 3n && model.opsetImport.length === 0) {
    throw noModel(path, "it states no operator set");
  }
  const externalFiles = await sizeExternalFiles(path, externalRanges(path, model));
  return {
    path,
    fileBytes: size,
    externalFiles,
    bytes: externalFiles.reduce((sum, file) => sum + file.bytes, size),
    modifiedMs: mtimeMs,
    irVersion: Number(model.irVersion),
    opset: standardOpset(model),
    inputs: graphInputs(graph),
    outputs: graphOutputs(graph),
  };
}

interface OpenFile extends AsyncDisposable {
  readonly file: FileHandle;
  readonly stats: { readonly size: number; readonly mtimeMs: number };
}

async function openFile(path: string): Promise<OpenFile> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw new OnnxModelError(path, `it cannot be opened (${codeOf(cause)})`, "check the path", {
      cause,
    });
  });
  const stats = await file.stat();
  const opened = { file, stats, [Symbol.asyncDispose]: () => file.close() };
  if (stats.isFile()) return opened;
  await file.close();
  throw new OnnxModelError(path, "it is no file", "name the .onnx file in it");
}

async function decode(path: string, file: FileHandle, size: number): Promise<ModelProto> {
  if (size === 0) throw noModel(path, "it is empty");
  const source = fileSource(file, size);
  const impostor = impostorName(await source.read(0, 64));
  if (impostor !== undefined) throw noModel(path, `it is ${impostor}`);
  if (size > LARGEST_FILE) {
    const advice = "save it with external data (save_as_external_data=True in the onnx package)";
    throw new OnnxModelError(
      path,
      `it has ${size} bytes and ONNX files end at ${LARGEST_FILE}`,
      advice,
    );
  }
  try {
    return fromBinary(ModelProtoSchema, await readOutline(source, ModelProtoSchema));
  } catch (cause) {
    const problem = `it is truncated or no protobuf message (${messageOf(cause)})`;
    throw noModel(path, problem, { cause });
  }
}

function noModel(path: string, problem: string, options?: ErrorOptions): OnnxModelError {
  return new OnnxModelError(
    path,
    `no ONNX model: ${problem}`,
    "give the .onnx file itself",
    options,
  );
}

/** Files that are often met under the name of a model, by their first bytes. */
const IMPOSTORS: readonly (readonly [RegExp, string])[] = [
  [/^version https:\/\/git-lfs/, "a Git LFS pointer, whose model `git lfs pull` would fetch"],
  [/^\s*<(?:!doctype|html)/i, "a web page"],
  [/^.{4}ORTM/s, "in ORT format, which is made from the .onnx file"],
  [/^PK\u0003\u0004/, "a zip archive, as PyTorch writes"],
  [/^GGUF/, "in GGUF format"],
  [/^\u0089PNG/, "a PNG picture"],
];

function impostorName(head: Uint8Array): string | undefined {
  const text = Buffer.from(head).toString("latin1");
  return IMPOSTORS.find(([start]) => start.test(text))?.[1];
}

function standardOpset(model: ModelProto): number | undefined {
  const standard = model.opsetImport.find(({ domain }) => domain === "" || domain === "ai.onnx");
  return standard === undefined ? undefined : Number(standard.version);
}

async function sizeExternalFiles(
  path: string,
  ranges: readonly ExternalRange[],
): Promise<readonly ExternalFile[]> {
  const files: ExternalFile[] = [];
  for (const location of [...new Set(ranges.map((range) => range.location))].sort()) {
    const file = externalPath(path, dirname(path), location);
    const size = await externalSize(path, file, location);
    const own = ranges.filter((range) => range.location === location);
    files.push({ path: file, bytes: usedBytes(path, own, size) });
  }
  return files;
}

async function externalSize(path: string, file: string, location: string): Promise<number> {
  const stats = await stat(file).catch((cause: unknown) => {
    const problem = `its external data ${JSON.stringify(location)} cannot be read (${codeOf(cause)})`;
    throw new OnnxModelError(path, problem, `put that file at ${file}`, { cause });
  });
  if (stats.isFile()) return stats.size;
  throw new OnnxModelError(
    path,
    `its external data ${JSON.stringify(location)} is no file`,
    `put it at ${file}`,
  );
}

/** Bytes that the ranges take; tensors that share a range count once. */
function usedBytes(path: string, ranges: readonly ExternalRange[], size: number): number {
  const lengths = new Map<number, number>();
  for (const { tensor, location, offset, length } of ranges) {
    const end = offset + (length ?? 0);
    if (end > size) {
      const problem = `its external data ${JSON.stringify(location)} has ${size} bytes and the tensor ${tensor} ends at ${end}`;
      throw new OnnxModelError(path, problem, "fetch the whole file again");
    }
    lengths.set(offset, Math.max(lengths.get(offset) ?? 0, length ?? size - offset));
  }
  return [...lengths.values()].reduce((sum, length) => sum + length, 0);
}
