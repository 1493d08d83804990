// Pictures to learn from: a filled shape in a colour, at some place and in some size, on another colour, with noise.

export const SHAPES = ["disc", "ring", "square", "triangle"];

const covers = {
  disc: (x, y) => x * x + y * y < 1,
  ring: (x, y) => x * x + y * y < 1 && x * x + y * y > 0.3,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.85,
  triangle: (x, y) => y < 0.8 && y > 2 * Math.abs(x) - 1,
};

/** `count` pictures of `side` x `side` pixels, row by row with three colours each, and the number of each one's shape. */
export function drawShapes(random, count, side) {
  const pictures = new Float32Array(count * side * side * 3);
  const labels = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    labels[n] = Math.floor(random() * SHAPES.length);
    const covered = covers[SHAPES[labels[n]]];
    const radius = side * (0.2 + 0.2 * random());
    const [cx, cy] = [0, 1].map(() => side / 2 + (random() - 0.5) * (side - 2 * radius));
    const paper = [random(), random(), random()].map((value) => value / 3);
    const ink = [random(), random(), random()].map((value) => 0.5 + value / 2);
    for (let i = 0; i < side * side * 3; i++) {
      const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
      const colour = covered((x - cx) / radius, (y - cy) / radius) ? ink : paper;
      pictures[n * side * side * 3 + i] = colour[i % 3] + 0.2 * (random() - 0.5);
    }
  }
  return { pictures, labels };
}
