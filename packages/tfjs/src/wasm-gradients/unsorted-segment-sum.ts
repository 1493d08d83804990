import { InvalidArgumentError } from "@spillway/core";
import type { KernelCall, TensorInfo } from "../tensorflow.ts";
import type { Composer } from "./composer.ts";
import { readCount, readTensor } from "./kernel-attributes.ts";

/**
 * `UnsortedSegmentSum`: `out[s, …] = Σ_{i : segmentIds[i] = s} x[i, …]`; rows whose id is no segment are dropped.
 * The gradient of gather, and so of embeddings. `segmentIds` must be of rank 1.
 *
 * A scatter, which adds up what falls on one place. Rows to drop fall on one place too many, which is cut off.
 */
export function unsortedSegmentSum(composer: Composer, call: KernelCall): TensorInfo {
  const x = readTensor(call, "x");
  const segmentIds = readTensor(call, "segmentIds");
  const segments = readCount(call, "numSegments");
  const [rows = 0, ...rest] = x.shape;
  if (segmentIds.shape.length !== 1 || segmentIds.shape[0] !== rows) {
    const got = `segmentIds [${segmentIds.shape.join(", ")}] for x [${x.shape.join(", ")}]`;
    throw new InvalidArgumentError(
      `UnsortedSegmentSum on wasm needs one segment id per row of x, got ${got}`,
    );
  }
  const rowSize = rest.reduce((size, dim) => size * dim, 1);
  const shape = [segments, ...rest];
  if (rows === 0 || rowSize === 0) {
    return composer.run("Fill", {}, { shape, value: 0, dtype: "float32" });
  }
  const floats = composer.run("Cast", { x }, { dtype: "float32" });
  const updates = composer.run("Reshape", { x: floats }, { shape: [rows, rowSize] });
  const indices = composer.constant(placesOf(composer, segmentIds, segments), [rows, 1], "int32");
  const inputs = { indices, updates };
  const sums = composer.run("ScatterNd", inputs, { shape: [segments + 1, rowSize] });
  const size = [segments, rowSize];
  const kept = composer.run("Slice", { x: sums }, { begin: [0, 0], size });
  return composer.run("Reshape", { x: kept }, { shape });
}

function placesOf(composer: Composer, segmentIds: TensorInfo, segments: number): Int32Array {
  const ids = composer.read(segmentIds);
  if (!(ids instanceof Int32Array)) {
    throw new InvalidArgumentError(`segmentIds must be int32, got ${segmentIds.dtype}`);
  }
  return ids.map((id) => (id >= 0 && id < segments ? id : segments));
}
