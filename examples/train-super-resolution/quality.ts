// How close enlarged pictures come to the large ones, on pictures that nothing was trained on.
import { shippedPicturePath, shippedPictures } from "@spillway/image";
import type { HeldSession } from "@spillway/onnx";
import { type Pixels, enlarge, readPicture, shrink, SHRINKINGS } from "./pairs.ts";
import { drawPicture } from "./pictures.ts";

interface NamedPicture {
  readonly name: string;
  readonly large: Pixels;
}

/** Decibels of both models on one picture, made small in one way. */
type Quality = readonly [interpolated: number, trained: number];

/** Pictures of training have the seeds from 0 on. */
const FIRST_SEED = 1_000_000;

/** The shipped pictures, and generated ones from seeds that training never takes. */
export async function heldOutPictures(generated: number): Promise<readonly NamedPicture[]> {
  const files = new Map<string, string | Buffer>(
    shippedPictures.map((name) => [name, shippedPicturePath(name)]),
  );
  for (let seed = FIRST_SEED; seed < FIRST_SEED + generated; seed++) {
    files.set(`seed ${seed}`, await drawPicture(seed, 128));
  }
  const entries = [...files].map(async ([name, file]) => ({
    name,
    large: await readPicture(file),
  }));
  return await Promise.all(entries);
}

/** Prints the PSNR of both models on each picture, made small in each way, and the means. */
export async function printQuality(
  pictures: readonly NamedPicture[],
  models: { readonly interpolation: HeldSession; readonly trained: HeldSession },
): Promise<void> {
  console.log("PSNR in dB on pictures made small in three ways: interpolated → trained");
  printRow("", SHRINKINGS);
  const rows: Quality[][] = [];
  for (const { name, large } of pictures) {
    const row: Quality[] = [];
    for (const shrinking of SHRINKINGS) {
      const small = await shrink(large, shrinking);
      const interpolated = psnr(large, await enlarge(models.interpolation, small));
      row.push([interpolated, psnr(large, await enlarge(models.trained, small))]);
    }
    printRow(name, row.map(arrow));
    rows.push(row);
  }
  const means = SHRINKINGS.map((_, i) => meanOf(rows.flatMap((row) => row.slice(i, i + 1))));
  printRow("mean", means.map(arrow));
}

function printRow(name: string, cells: readonly string[]): void {
  console.log(name.padEnd(14) + cells.map((cell) => cell.padStart(17)).join(""));
}

function meanOf(column: readonly Quality[]): Quality {
  const sum = (which: 0 | 1): number => column.reduce((total, each) => total + each[which], 0);
  return [sum(0) / column.length, sum(1) / column.length];
}

function arrow([interpolated, trained]: Quality): string {
  return `${interpolated.toFixed(2)} → ${trained.toFixed(2)}`;
}

/** Peak signal-to-noise ratio in dB of planes in 0..1, rounded to 8 bits, against a picture. */
function psnr({ width, height, pixels }: Pixels, planes: Float32Array): number {
  const area = width * height;
  let squares = 0;
  for (const [i, value] of planes.entries()) {
    const expected = pixels[(i % area) * 3 + Math.floor(i / area)] ?? 0;
    squares += (Math.round(value * 255) - expected) ** 2;
  }
  return 10 * Math.log10((255 ** 2 * planes.length) / squares);
}
