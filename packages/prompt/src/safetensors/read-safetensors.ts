import { isRecord } from "@spillway/core";
import { SafetensorsError } from "../errors.ts";
import { ELEMENT_BYTES, isSafetensorsType, type SafeTensor } from "./element-type.ts";

/** What a safetensors file holds. The tensors' bytes are views into the file's. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Longest header that is read: larger ones are attacks on the reader's memory. */
export const LONGEST_HEADER = 25_000_000;

/** Largest single dimension. */
const LARGEST_DIMENSION = 2 ** 32;

const MOST_DIMENSIONS = 8;

/**
 * Reads a safetensors file: 8 bytes with the length of the header, the header in JSON, then the tensors without a gap.
 * @throws SafetensorsError for whatever does not agree with that.
 */
export function readSafetensors(file: Uint8Array): Safetensors {
  const { header, body } = splitFile(file);
  const metadata = readMetadata(header["__metadata__"]);
  const entries = Object.entries(header).filter(([name]) => name !== "__metadata__");
  const ranges = entries.map(([name, entry]) => readEntry(name, entry, body.byteLength));
  checkCoverage(ranges, body.byteLength);
  const tensors = ranges.map(({ name, type, dims, start, end }): [string, SafeTensor] => [
    name,
    { type, dims, bytes: body.subarray(start, end) },
  ]);
  return { tensors: new Map(tensors), metadata };
}

function splitFile(file: Uint8Array): {
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
} {
  if (file.byteLength < 8)
    throw new SafetensorsError(`a file of ${file.byteLength} bytes is too short for a header`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(LONGEST_HEADER)) {
    throw new SafetensorsError(
      `a header of ${length.toString()} bytes; at most ${LONGEST_HEADER} are read`,
    );
  }
  const end = 8 + Number(length);
  if (end > file.byteLength) {
    throw new SafetensorsError(
      `the header ends at ${end} and the file at ${file.byteLength}; fetch it again`,
    );
  }
  return { header: parseHeader(file.subarray(8, end)), body: file.subarray(end) };
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch (cause) {
    throw new SafetensorsError("the header is no JSON", undefined, { cause });
  }
  throw new SafetensorsError("the header is no JSON object");
}

function readMetadata(metadata: unknown): ReadonlyMap<string, string> {
  if (metadata === undefined) return new Map();
  if (!isRecord(metadata)) throw new SafetensorsError("the metadata is no object");
  const entries = Object.entries(metadata).map(([key, value]): [string, string] => {
    if (typeof value === "string") return [key, value];
    throw new SafetensorsError(`the metadata ${JSON.stringify(key)} is no text`);
  });
  return new Map(entries);
}

interface Range extends Omit<SafeTensor, "bytes"> {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function readEntry(name: string, entry: unknown, length: number): Range {
  if (!isRecord(entry)) throw new SafetensorsError("it is no object", name);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isSafetensorsType(dtype)) {
    throw new SafetensorsError(
      `its type ${JSON.stringify(dtype)} is none of ${Object.keys(ELEMENT_BYTES).join(", ")}`,
      name,
    );
  }
  if (!isCounts(shape, LARGEST_DIMENSION) || shape.length > MOST_DIMENSIONS) {
    throw new SafetensorsError(`its shape is no list of at most ${MOST_DIMENSIONS} sizes`, name);
  }
  if (!isCounts(offsets, length) || offsets.length !== 2) {
    throw new SafetensorsError(`its offsets are no two places within ${length} bytes`, name);
  }
  const [start = 0, end = 0] = offsets;
  const bytes = shape.reduce((product, size) => product * size, ELEMENT_BYTES[dtype]);
  if (end - start !== bytes) {
    throw new SafetensorsError(
      `its shape takes ${bytes} bytes and its offsets hold ${end - start}`,
      name,
    );
  }
  return { name, type: dtype, dims: shape, start, end };
}

/** Every byte belongs to one tensor. */
function checkCoverage(ranges: readonly Range[], length: number): void {
  let reached = 0;
  for (const { name, start, end } of ranges.toSorted(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    if (start !== reached)
      throw new SafetensorsError(`it starts at ${start}, and ${reached} is free`, name);
    reached = end;
  }
  if (reached !== length)
    throw new SafetensorsError(`the tensors end at ${reached} and the file at ${length}`);
}

function isCounts(value: unknown, limit: number): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.every(
      (each) =>
        typeof each === "number" && Number.isSafeInteger(each) && each >= 0 && each <= limit,
    )
  );
}
