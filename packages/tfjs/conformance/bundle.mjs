import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** Where the wasm binaries lie; the bundle cannot find them by itself. */
export const wasmFolder = join(
  dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")),
  "dist/",
);

/** Bundles the specs, TensorFlow.js and this package's source into one CommonJS file, so that all share one engine. */
export async function bundleSpecs() {
  const outfile = join(here, "out", "specs.cjs");
  await build({
    entryPoints: [join(here, "specs.mjs")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    conditions: ["@spillway/source"],
    ignoreAnnotations: true,
    logLevel: "error",
  });
  return outfile;
}

/** The same for a page, as the global `conformance`. */
export async function bundleSpecsForPage() {
  const outfile = join(here, "out", "specs-for-page.js");
  await build({
    entryPoints: [join(here, "run-specs.mjs")],
    outfile,
    bundle: true,
    platform: "browser",
    format: "iife",
    globalName: "conformance",
    target: "es2022",
    mainFields: ["browser", "module", "main"],
    conditions: ["@spillway/source"],
    define: { global: "globalThis" },
    ignoreAnnotations: true,
    logLevel: "error",
  });
  return outfile;
}
