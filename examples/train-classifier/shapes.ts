// Pictures to learn from: a filled shape in a colour, at some place and in some size, on another colour, with noise.

/** Whether each shape covers a point, in a square from -1 to 1. */
const SHAPES: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => x * x + y * y < 1, // a disc
  (x, y) => x * x + y * y < 1 && x * x + y * y > 0.3, // a ring
  (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.85, // a square
  (x, y) => y < 0.8 && y > 2 * Math.abs(x) - 1, // a triangle
];

export const SHAPE_COUNT: number = SHAPES.length;

export interface LabelledPictures {
  /** Row by row, with three colours for each pixel. */
  readonly pictures: Float32Array;
  /** The number of each one's shape. */
  readonly labels: Int32Array;
}

/** `count` pictures of `side` x `side` pixels. */
export function drawShapes(random: () => number, count: number, side: number): LabelledPictures {
  const size = side * side * 3;
  const pictures = new Float32Array(count * size);
  const labels = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    labels[n] = Math.floor(random() * SHAPE_COUNT);
    drawShape(random, labels[n] ?? 0, side, pictures.subarray(n * size, (n + 1) * size));
  }
  return { pictures, labels };
}

function drawShape(random: () => number, label: number, side: number, picture: Float32Array): void {
  const radius = side * (0.2 + 0.2 * random());
  const place = (): number => side / 2 + (random() - 0.5) * (side - 2 * radius);
  const [cx, cy] = [place(), place()];
  const paper = [random(), random(), random()].map((value) => value / 3);
  const ink = [random(), random(), random()].map((value) => 0.5 + value / 2);
  for (let i = 0; i < picture.length; i++) {
    const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
    const covered = SHAPES[label]?.((x - cx) / radius, (y - cy) / radius) ?? false;
    const colour = (covered ? ink : paper)[i % 3] ?? 0;
    picture[i] = colour + 0.2 * (random() - 0.5);
  }
}
