/** A threshold that never bites, and one under which nearly everything is evicted nearly always. */
const ROOMY = { evictionThreshold: "1GB", evicteeMinimumSize: 0 };
const TIGHT = { evictionThreshold: 64, evicteeMinimumSize: 0 };

/** As TensorFlow.js sets its WebGPU backend when it tests it: every operator runs on the GPU, small ones too. */
const ON_WEBGPU = { isInChromium: true, flags: { WEBGPU_CPU_FORWARD: false } };

/**
 * The backends that TensorFlow.js's own specs run on. `inner` names the entry whose passing specs this one must pass
 * too; an entry without it is a yardstick. `register` prepares a backend and gives the name to select it by; whatever
 * it needs is imported there, so that listing the names loads nothing. A wrapped backend is one more entry. What runs in
 * Chromium takes minutes, and is run only when it is asked for; `flags` are settings of TensorFlow.js that hold throughout.
 *
 * @typedef {{
 *   readonly name: string,
 *   readonly inner?: string,
 *   readonly isInChromium?: boolean,
 *   readonly flags?: Readonly<Record<string, boolean>>,
 *   readonly register: (tf: typeof import("@tensorflow/tfjs-core")) => Promise<string>,
 * }} Entry
 * @type {readonly Entry[]}
 */
export const backends = [
  { name: "cpu", register: useCpu },
  { name: "wasm", register: useWasm },
  { name: "wasm-gradients", inner: "wasm", register: useTrainableWasm },
  { name: "dtr-cpu", inner: "cpu", register: async () => wrap(await useCpu(), ROOMY) },
  {
    name: "dtr-wasm",
    inner: "wasm-gradients",
    register: async (tf) => wrap(await useTrainableWasm(tf), ROOMY),
  },
  { name: "dtr-cpu-64", inner: "cpu", register: async () => wrap(await useCpu(), TIGHT) },
  {
    name: "dtr-wasm-64",
    inner: "wasm-gradients",
    register: async (tf) => wrap(await useTrainableWasm(tf), TIGHT),
  },
  { name: "webgpu", ...ON_WEBGPU, register: useWebGPU },
  {
    name: "dtr-webgpu-64",
    inner: "webgpu",
    ...ON_WEBGPU,
    register: async () => wrap(await useWebGPU(), TIGHT),
  },
];

async function useWebGPU() {
  await import("@tensorflow/tfjs-backend-webgpu");
  return "webgpu";
}

async function useCpu() {
  await import("@tensorflow/tfjs-backend-cpu");
  return "cpu";
}

async function useWasm() {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(process.env.SPILLWAY_WASM_FOLDER);
  return "wasm";
}

async function useTrainableWasm(tf) {
  const name = await useWasm();
  const { registerWasmGradients } = await import("../src/index.ts");
  registerWasmGradients(tf);
  return name;
}

async function wrap(innerName, options) {
  const { registerDtrBackend } = await import("../src/index.ts");
  return (await registerDtrBackend(innerName, options)).name;
}
