import { createRequire } from "node:module";

/** An OpenCV matrix on the WebAssembly heap; freed by `delete()` alone. */
export interface Mat {
  readonly data: Uint8Array;
  delete(): void;
}

/** The parts of OpenCV.js that processors use. */
export interface OpenCv {
  readonly Mat: new () => Mat;
  readonly Size: new (width: number, height: number) => object;
  readonly CV_8UC1: number;
  readonly CV_8UC3: number;
  readonly BORDER_DEFAULT: number;
  readonly COLOR_RGB2GRAY: number;
  readonly THRESH_BINARY: number;
  readonly THRESH_OTSU: number;
  readonly THRESH_TRIANGLE: number;
  matFromArray(rows: number, cols: number, type: number, array: Uint8Array): Mat;
  cvtColor(source: Mat, target: Mat, code: number): void;
  GaussianBlur(source: Mat, target: Mat, size: object, sigma: number): void;
  threshold(source: Mat, target: Mat, threshold: number, value: number, type: number): number;
  Canny(
    source: Mat,
    target: Mat,
    lower: number,
    upper: number,
    apertureSize: number,
    l2Gradient: boolean,
  ): void;
}

/** Process-wide listeners that OpenCV.js installs when it loads, which would turn any rejection into a crash. */
const INTRUDED_EVENTS = ["uncaughtException", "unhandledRejection"] as const;

/** OpenCV.js in a wrapper: it has a `then` that yields itself, so a promise for it alone would never settle. */
export interface LoadedOpenCv {
  readonly cv: OpenCv;
}

/** Loads OpenCV.js on first use: about 11 MB of WebAssembly, once in a process. */
export function loadOpenCv(): Promise<LoadedOpenCv> {
  const before = INTRUDED_EVENTS.map((event) => new Set(process.rawListeners(event)));
  // Not by `import()`: loaders that offer a module's `then` on its namespace would wait for it for ever.
  const module: unknown = createRequire(import.meta.url)("@techstark/opencv-js");
  INTRUDED_EVENTS.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      // A raw listener is the function that was passed to `on`.
      if (before[i]?.has(listener) === false) process.off(event, listener as () => void);
    }
  });
  return compiled(module);
}

/** The module announces by a callback that its WebAssembly has been compiled. */
function compiled(module: unknown): Promise<LoadedOpenCv> {
  if (isCompiled(module)) return Promise.resolve({ cv: module });
  const pending = module as OpenCv & { onRuntimeInitialized?: () => void };
  return new Promise((resolve) => {
    const others = pending.onRuntimeInitialized;
    pending.onRuntimeInitialized = () => {
      others?.();
      resolve({ cv: pending });
    };
  });
}

function isCompiled(module: unknown): module is OpenCv {
  return typeof module === "object" && module !== null && "Mat" in module;
}

/** Collects matrices so that `using` frees them all. */
export class MatScope implements Disposable {
  readonly #mats: Mat[] = [];

  add<M extends Mat>(mat: M): M {
    this.#mats.push(mat);
    return mat;
  }

  [Symbol.dispose](): void {
    for (const mat of this.#mats.splice(0)) mat.delete();
  }
}
