// @ts-check
/*
 * The child process that holds one session. It talks over descriptor 3 and ends when that closes, so it never
 * outlives its parent. It needs no build, so that it runs from the source tree as from the package.
 */
import { Socket } from "node:net";
import { FrameReader, writeFrame } from "./frames.mjs";
import { missingProvider } from "./providers.mjs";

/** @typedef {{ id: number, kind: "open", path: string, options: import("./providers.d.mts").Chosen } | { id: number, kind: "run" }} Request */
/** @typedef {Record<string, import("./frames.d.mts").Carried>} Tensors */

const CHANNEL = 3;
const READ_BYTES = 256 * 1024;
/** Once this many bytes of tensors have become garbage, it is collected before the process measures itself. */
const COLLECT_BYTES = 1_000_000;
/** The collector frees buffers on a thread of its own; by then it has. */
const SWEEP_MS = 20;

/** @type {any} */
let runtime;
/** @type {any} */
let session;

/** @param {string} path @param {import("./providers.d.mts").Chosen} options */
async function open(path, options) {
  runtime = await loadRuntime();
  const missing = missingProvider(runtime, options);
  if (missing !== undefined) throw new Error(missing);
  session = await runtime.InferenceSession.create(path, options);
  return {};
}

async function loadRuntime() {
  try {
    const module = await import("onnxruntime-node");
    return module.default ?? module;
  } catch (cause) {
    throw Object.assign(new Error(text(cause)), { code: "ERR_PEER_MISSING" });
  }
}

/** @param {Tensors} feeds */
async function run(feeds) {
  /** @type {Record<string, unknown>} */
  const tensors = {};
  for (const [name, { type, dims, data }] of Object.entries(feeds)) {
    tensors[name] = new runtime.Tensor(type, data, dims);
  }
  /** @type {Tensors} */
  const outputs = {};
  for (const [name, { type, dims, data }] of Object.entries(await session.run(tensors))) {
    outputs[name] = { type, dims, data };
  }
  return outputs;
}

/** @param {Request} request @param {Tensors} feeds */
async function answer(request, feeds) {
  const { id } = request;
  try {
    const outputs =
      request.kind === "open" ? await open(request.path, request.options) : await run(feeds);
    const moved = byteLength(feeds) + byteLength(outputs);
    writeFrame(channel, { id, kind: "done", bytes: rss() }, outputs, () => settle(moved));
  } catch (error) {
    const code = /** @type {any} */ (error)?.code;
    writeFrame(channel, { id, kind: "failed", message: text(error), code, bytes: rss() }, {});
  }
}

let uncollected = 0;

/** Reports the size again once the tensors that were moved are garbage. @param {number} moved */
function settle(moved) {
  uncollected += moved;
  if (uncollected < COLLECT_BYTES) return;
  uncollected = 0;
  setImmediate(() => {
    globalThis.gc?.();
    setTimeout(() => writeFrame(channel, { kind: "size", bytes: rss() }, {}), SWEEP_MS);
  });
}

/** @param {Tensors} tensors */
function byteLength(tensors) {
  return Object.values(tensors).reduce(
    (sum, { data }) => sum + (ArrayBuffer.isView(data) ? data.byteLength : 0),
    0,
  );
}

function rss() {
  return process.memoryUsage.rss();
}

/** @param {unknown} error */
function text(error) {
  return error instanceof Error ? error.message : String(error);
}

async function end() {
  try {
    await session?.release();
  } finally {
    process.exit();
  }
}

// Ctrl-C reaches the whole process group; the parent decides when its holders end.
process.on("SIGINT", () => {});

let last = Promise.resolve();
const reader = new FrameReader((request, feeds) => {
  last = last.then(() => answer(/** @type {Request} */ (request), /** @type {any} */ (feeds)));
});
const channel = new Socket({
  fd: CHANNEL,
  // @ts-expect-error `onread` is accepted with `fd`, which the types do not say.
  onread: {
    buffer: Buffer.alloc(READ_BYTES),
    /** @param {number} count @param {Uint8Array} buffer */
    callback(count, buffer) {
      reader.push(buffer.subarray(0, count));
      return true;
    },
  },
});
channel.on("error", () => process.exit());
channel.on("end", () => void last.then(end));
