// How close enlarged pictures come to the large ones, on pictures that nothing was trained on.
import { shippedPicturePath, shippedPictures } from "@spillway/image";
import { enlarge, readPicture, shrink, SHRINKINGS } from "./pairs.mjs";
import { drawPicture } from "./pictures.mjs";

/** Pictures of training have the seeds from 0 on. */
const FIRST_SEED = 1_000_000;

/** The shipped pictures, and generated ones from seeds that training never takes. */
export async function heldOutPictures(generated) {
  const files = new Map(shippedPictures.map((name) => [name, shippedPicturePath(name)]));
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
export async function printQuality(pictures, { interpolation, trained }) {
  const print = (name, cells) => {
    console.log(name.padEnd(14) + cells.map((cell) => cell.padStart(17)).join(""));
  };
  const sums = SHRINKINGS.map(() => [0, 0]);
  console.log("PSNR in dB on pictures made small in three ways: interpolated → trained");
  print("", SHRINKINGS);
  for (const { name, large } of pictures) {
    const cells = [];
    for (const [i, shrinking] of SHRINKINGS.entries()) {
      const small = await shrink(large, shrinking);
      const before = psnr(large, await enlarge(interpolation, small));
      const after = psnr(large, await enlarge(trained, small));
      sums[i] = [sums[i][0] + before, sums[i][1] + after];
      cells.push(arrow(before, after));
    }
    print(name, cells);
  }
  print(
    "mean",
    sums.map(([before, after]) => arrow(before / pictures.length, after / pictures.length)),
  );
}

function arrow(before, after) {
  return `${before.toFixed(2)} → ${after.toFixed(2)}`;
}

/** Peak signal-to-noise ratio in dB of planes in 0..1, rounded to 8 bits, against a picture. */
function psnr({ width, height, pixels }, planes) {
  const area = width * height;
  let squares = 0;
  for (let i = 0; i < planes.length; i++) {
    const expected = pixels[(i % area) * 3 + Math.floor(i / area)];
    squares += (Math.round(planes[i] * 255) - expected) ** 2;
  }
  return 10 * Math.log10((255 ** 2 * planes.length) / squares);
}
