import type { ModelSession, Tensor, ValueInfo } from "@spillway/onnx";

/** What a fake super-resolution model is like. */
export interface FakeModel {
  readonly scale: number;
  readonly channels?: number | string;
  readonly side?: number | undefined;
  /** Runs out of memory on more pixels than this. */
  readonly maxPixels?: number;
}

/** A float32 NCHW model that repeats pixels, and the tile sizes that it was run on. */
export function fakeModel({ scale, channels = 3, side, maxPixels = Infinity }: FakeModel): {
  readonly session: ModelSession;
  readonly runs: (readonly [width: number, height: number])[];
} {
  const runs: (readonly [number, number])[] = [];
  const dims = [1, channels, side ?? "height", side ?? "width"];
  const input: ValueInfo = { name: "input", type: "float32", dims };
  const output: ValueInfo = { name: "output", type: "float32", dims: undefined };
  const session: ModelSession = {
    inputs: [input],
    outputs: [output],
    run(feeds) {
      const tensor = feeds["input"]!;
      const [, count, height, width] = tensor.dims as readonly [number, number, number, number];
      runs.push([width, height]);
      if (width * height > maxPixels) return Promise.reject(new Error("failed to allocate memory"));
      return Promise.resolve({
        output: repeated(tensor.data as Float32Array, { count, height, width, scale }),
      });
    },
  };
  return { session, runs };
}

function repeated(
  source: Float32Array,
  { count, height, width, scale }: Readonly<Record<"count" | "height" | "width" | "scale", number>>,
): Tensor {
  const dims = [1, count, height * scale, width * scale];
  const data = Float32Array.from({ length: source.length * scale * scale }, (_, i) => {
    const x = Math.floor((i % (width * scale)) / scale);
    const row = Math.floor(i / (width * scale));
    const y = Math.floor((row % (height * scale)) / scale);
    const channel = Math.floor(row / (height * scale));
    return source[(channel * height + y) * width + x] ?? 0;
  });
  return { type: "float32", dims, data };
}
