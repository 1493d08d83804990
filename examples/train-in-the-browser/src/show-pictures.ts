import { DIRECTIONS, SIDE, stripes } from "./pictures.ts";
import { seededRandom } from "./seeded-random.ts";

/** Adds an example of each direction to a list. */
export function showPictures(list: Element): void {
  const random = seededRandom(7);
  for (const direction of DIRECTIONS) {
    const item = document.createElement("li");
    item.append(painted(stripes(direction, random)), direction.name);
    list.append(item);
  }
}

function painted(values: Float32Array): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute("aria-hidden", "true");
  const image = new ImageData(SIDE, SIDE);
  for (const [pixel, value] of values.entries()) {
    const gray = 128 + 127 * value;
    image.data.set([gray, gray, gray, 255], 4 * pixel);
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}
