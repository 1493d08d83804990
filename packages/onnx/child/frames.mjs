// @ts-check
import { deserialize, serialize } from "node:v8";

/*
 * A frame: the length of its head (u32, little endian), the head (a structured clone in which each typed array is
 * replaced by its place), then the bytes of the typed arrays one after the other. The bytes are written from where
 * they lie and read into where they stay. Strings travel in the head.
 */

/** @typedef {import("./frames.d.mts").Carried} Carried */

const ARRAYS = [
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
];

/** @type {import("./frames.d.mts").writeFrame} */
export function writeFrame(stream, message, tensors, done) {
  /** @type {Uint8Array[]} */
  const payloads = [];
  const entries = Object.entries(tensors).map(([name, tensor]) => {
    const array = payloadArray(tensor.data);
    if (array === undefined) return { name, tensor, array: undefined, bytes: 0 };
    payloads.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    const { type, dims } = tensor;
    const bytes = array.byteLength;
    return { name, tensor: { type, dims }, array: array.constructor.name, bytes };
  });
  const head = serialize({ message, entries });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  stream.cork();
  stream.write(length);
  for (const payload of payloads.length === 0 ? [] : [head, ...payloads.slice(0, -1)]) {
    stream.write(payload);
  }
  stream.write(payloads.at(-1) ?? head, done);
  stream.uncork();
}

/** @param {unknown} data */
function payloadArray(data) {
  return ArrayBuffer.isView(data) && !(data instanceof DataView) ? data : undefined;
}

/** Puts frames together from the chunks of a stream. */
export class FrameReader {
  #onFrame;
  #length = new Uint8Array(4);
  /** @type {{ message: unknown, entries: any[] } | undefined} */
  #head;
  /** @type {Uint8Array[]} */
  #targets = [this.#length];
  #target = 0;
  #filled = 0;
  /** @type {"length" | "head" | "payload"} */
  #state = "length";

  /** @param {(message: any, tensors: Record<string, Carried>) => void} onFrame */
  constructor(onFrame) {
    this.#onFrame = onFrame;
  }

  /** @param {Uint8Array} chunk */
  push(chunk) {
    let rest = chunk;
    for (;;) {
      const target = this.#targets[this.#target];
      if (target === undefined) this.#advance();
      else if (this.#filled === target.length) this.#next();
      else if (rest.length === 0) return;
      else rest = this.#fill(target, rest);
    }
  }

  /** @param {Uint8Array} target @param {Uint8Array} chunk */
  #fill(target, chunk) {
    const taken = Math.min(chunk.length, target.length - this.#filled);
    target.set(chunk.subarray(0, taken), this.#filled);
    this.#filled += taken;
    return chunk.subarray(taken);
  }

  #next() {
    this.#target += 1;
    this.#filled = 0;
  }

  /** All targets of this state are full. */
  #advance() {
    const full = this.#targets;
    if (this.#state === "length") {
      const bytes = new DataView(this.#length.buffer).getUint32(0, true);
      this.#expect("head", [new Uint8Array(bytes)]);
    } else if (this.#state === "head") {
      this.#head = deserialize(/** @type {Uint8Array} */ (full[0]));
      const sizes = this.#head?.entries.filter((entry) => entry.array !== undefined) ?? [];
      this.#expect(
        "payload",
        sizes.map((entry) => new Uint8Array(entry.bytes)),
      );
    } else {
      const head = this.#head;
      this.#head = undefined;
      this.#expect("length", [this.#length]);
      if (head !== undefined) this.#onFrame(head.message, restoreTensors(head.entries, full));
    }
  }

  /** @param {"length" | "head" | "payload"} state @param {Uint8Array[]} targets */
  #expect(state, targets) {
    this.#state = state;
    this.#targets = targets;
    this.#target = 0;
    this.#filled = 0;
  }
}

/** @param {any[]} entries @param {Uint8Array[]} payloads */
function restoreTensors(entries, payloads) {
  let next = 0;
  /** @type {Record<string, Carried>} */
  const tensors = {};
  for (const { name, tensor, array } of entries) {
    if (array === undefined) {
      tensors[name] = tensor;
      continue;
    }
    const payload = /** @type {Uint8Array<ArrayBuffer>} */ (payloads[next++]);
    const View = ARRAYS.find((candidate) => candidate.name === array) ?? Uint16Array;
    tensors[name] = { ...tensor, data: new View(payload.buffer) };
  }
  return tensors;
}
