import type { KernelBackend } from "./tensorflow.ts";

/** A `GPUBuffer`. Sizes are bytes. */
interface PooledBuffer {
  readonly size: number;
  readonly usage: number;
}

/** What the WebGPU backend of TensorFlow.js allocates with; names and meanings are its own. */
interface BufferManager {
  readonly numBytesUsed: number;
  readonly numBytesAllocated: number;
  acquireBuffer(size: number, usage: number, mapped?: boolean, reuse?: boolean): PooledBuffer;
  releaseBuffer(buffer: PooledBuffer, reuse?: boolean): void;
}

interface WebGPUBackend {
  readonly bufferManager: BufferManager;
  endComputePassEncoder(): void;
  ensureCommandEncoderReady(): void;
  submitQueue(): void;
}

/** `GPUBufferUsage.STORAGE`: what tensors are in. */
const STORAGE = 0x80;

/**
 * Has a WebGPU backend keep to a limit, infinite at first. By itself it frees what was disposed of only with the next
 * submission of its commands, and then keeps it for buffers of that very size. It is done by standing in for two methods of the
 * instance that the wrapped backend owns.
 */
export function limitWebGPUBuffers(backend: KernelBackend): ((bytes: number) => void) | undefined {
  if (!isWebGPUBackend(backend)) return undefined;
  const buffers = new LimitedBuffers(backend);
  return (bytes) => buffers.limitTo(bytes);
}

class LimitedBuffers {
  readonly #backend: WebGPUBackend;
  readonly #manager: BufferManager;
  readonly #acquire: BufferManager["acquireBuffer"];
  readonly #release: BufferManager["releaseBuffer"];
  /** Freed buffers that the backend keeps, the oldest first. */
  readonly #idle = new Set<PooledBuffer>();
  #limitBytes = Infinity;

  constructor(backend: WebGPUBackend) {
    const manager = backend.bufferManager;
    this.#backend = backend;
    this.#manager = manager;
    this.#acquire = manager.acquireBuffer.bind(manager);
    this.#release = manager.releaseBuffer.bind(manager);
    manager.acquireBuffer = (size, usage, mapped, reuse) => {
      this.#makeRoom(size, usage);
      const buffer = this.#acquire(size, usage, mapped, reuse);
      this.#idle.delete(buffer);
      this.#trim(0);
      return buffer;
    };
    manager.releaseBuffer = (buffer, reuse = true) => {
      this.#release(buffer, reuse);
      if (reuse) this.#idle.add(buffer);
    };
  }

  limitTo(bytes: number): void {
    this.#limitBytes = bytes;
    this.#trim(0);
  }

  #makeRoom(size: number, usage: number): void {
    if (this.#fits(size) || this.#keepsOneOf(size, usage)) return;
    const isForTensor = (usage & STORAGE) !== 0;
    if (isForTensor && this.#manager.numBytesUsed + size > this.#limitBytes) this.#submit();
    if (!this.#keepsOneOf(size, usage)) this.#trim(size);
  }

  #fits(size: number): boolean {
    return this.#manager.numBytesAllocated + size <= this.#limitBytes;
  }

  #keepsOneOf(size: number, usage: number): boolean {
    for (const idle of this.#idle) if (idle.size === size && idle.usage === usage) return true;
    return false;
  }

  /** What was disposed of is free after it. Only tensors come between commands; other buffers are part of one. */
  #submit(): void {
    this.#backend.endComputePassEncoder();
    this.#backend.ensureCommandEncoderReady();
    this.#backend.submitQueue();
  }

  #trim(size: number): void {
    while (!this.#fits(size)) {
      const [oldest] = this.#idle;
      if (oldest === undefined) return;
      // The backend gives the buffer itself or one like it.
      const buffer = this.#acquire(oldest.size, oldest.usage);
      this.#idle.delete(buffer);
      this.#release(buffer, false);
    }
  }
}

function isWebGPUBackend(backend: object): backend is WebGPUBackend {
  return "bufferManager" in backend && "submitQueue" in backend;
}
