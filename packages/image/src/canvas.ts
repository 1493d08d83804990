import { raster, type Raster } from "./raster.ts";
import type { Planes } from "./super-resolution-model.ts";

/** Where planes belong on a canvas, in its pixels. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  /** Weights along each axis; their product counts. They also say how much of the planes belongs to the picture. */
  readonly across: Float32Array;
  readonly down: Float32Array;
}

/**
 * Sums weighted tiles. Only the rows that tiles to come may still touch are kept as sums; finished ones are bytes.
 * Invariant: `#band` holds the rows from `#bandTop` on, and no tile begins above it.
 */
export class Canvas {
  readonly #width: number;
  readonly #height: number;
  readonly #mode: "L" | "RGB";
  readonly #rowLength: number;
  readonly #pixels: Uint8Array;
  #band = new Float32Array(0);
  #bandTop = 0;

  /** For `source` enlarged by `scale`, in gray or colour as it is. */
  constructor(source: Pick<Raster, "width" | "height" | "mode">, scale: number) {
    this.#width = source.width * scale;
    this.#height = source.height * scale;
    this.#mode = source.mode === "L" ? "L" : "RGB";
    this.#rowLength = this.#width * (this.#mode === "L" ? 1 : 3);
    this.#pixels = new Uint8Array(this.#rowLength * this.#height);
  }

  /** Adds planes of 0 to 1. Rows that are finished take no more. */
  blend(planes: Planes, { left, top, across, down }: Placement): void {
    this.#reach(top + down.length);
    const channels = this.#mode === "L" ? 1 : 3;
    const area = planes.width * planes.height;
    for (const [y, rowWeight] of down.entries()) {
      const target = (top + y - this.#bandTop) * this.#rowLength + left * channels;
      for (let x = 0; x < across.length; x++) {
        const weight = rowWeight * (across[x] ?? 0) * 255;
        const from = y * planes.width + x;
        const to = target + x * channels;
        for (let c = 0; c < channels; c++) {
          this.#band[to + c] =
            (this.#band[to + c] ?? 0) + weight * (planes.values[c * area + from] ?? 0);
        }
      }
    }
  }

  /** No tile to come begins above `row`: what is above it is rounded to bytes. */
  finishRowsBefore(row: number): void {
    const finished = (row - this.#bandTop) * this.#rowLength;
    const offset = this.#bandTop * this.#rowLength;
    for (let i = 0; i < Math.min(finished, this.#band.length); i++) {
      this.#pixels[offset + i] = Math.min(255, Math.max(0, Math.round(this.#band[i] ?? 0)));
    }
    this.#band = this.#band.slice(finished);
    this.#bandTop = row;
  }

  /** The picture. The canvas takes nothing more after it. */
  finish(): Raster {
    this.finishRowsBefore(this.#height);
    return raster({ width: this.#width, height: this.#height }, this.#mode, this.#pixels);
  }

  #reach(bottom: number): void {
    const length = (bottom - this.#bandTop) * this.#rowLength;
    if (length <= this.#band.length) return;
    const longer = new Float32Array(length);
    longer.set(this.#band);
    this.#band = longer;
  }
}
