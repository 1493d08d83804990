import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KernelBackend } from "../src/tensorflow.ts";
import { limitWebGPUBuffers } from "../src/webgpu-buffers.ts";

const STORAGE = 0x80;
const UNIFORM = 0x40;

interface Buffer {
  readonly size: number;
  readonly usage: number;
}

/**
 * A WebGPU backend as far as its memory goes: what tensors of commands were in is free when those have been submitted, and
 * stays allocated for buffers of that size and use.
 */
class FakeBackend {
  readonly live = new Set<Buffer>();
  readonly free: Buffer[] = [];
  readonly pending: Buffer[] = [];
  submissions = 0;
  readonly bufferManager = {
    numBytesUsed: 0,
    numBytesAllocated: 0,
    acquireBuffer: (size: number, usage: number, mapped = false, reuse = true): Buffer =>
      this.#acquire(size, usage, reuse && !mapped),
    releaseBuffer: (buffer: Buffer, reuse = true): void => this.#release(buffer, reuse),
  };

  ensureCommandEncoderReady(): void {}
  endComputePassEncoder(): void {}

  submitQueue(): void {
    this.submissions++;
    for (const buffer of this.pending.splice(0)) this.bufferManager.releaseBuffer(buffer);
  }

  /** Disposes of what the commands that are not submitted use. */
  dispose(buffer: Buffer): void {
    this.pending.push(buffer);
  }

  #acquire(size: number, usage: number, reuse: boolean): Buffer {
    const at = this.free.findLastIndex((each) => each.size === size && each.usage === usage);
    const [kept] = reuse && at >= 0 ? this.free.splice(at, 1) : [];
    const buffer = kept ?? { size, usage };
    if (kept === undefined) this.bufferManager.numBytesAllocated += size;
    this.bufferManager.numBytesUsed += size;
    this.live.add(buffer);
    return buffer;
  }

  #release(buffer: Buffer, reuse: boolean): void {
    if (!this.live.delete(buffer)) throw new Error("a buffer was released twice");
    this.bufferManager.numBytesUsed -= buffer.size;
    if (reuse) this.free.push(buffer);
    else this.bufferManager.numBytesAllocated -= buffer.size;
  }
}

function limited(bytes: number) {
  const backend = new FakeBackend();
  const limitTo = limitWebGPUBuffers(backend as unknown as KernelBackend);
  if (limitTo === undefined) throw new Error("it was not known for a WebGPU backend");
  limitTo(bytes);
  const { bufferManager } = backend;
  return {
    backend,
    bufferManager,
    limitTo,
    take: (size: number) => bufferManager.acquireBuffer(size, STORAGE),
  };
}

describe("the buffers of a WebGPU backend under a limit", () => {
  test("are used again for the same size without a submission", () => {
    const { backend, bufferManager, take } = limited(100);
    bufferManager.releaseBuffer(take(60));
    take(40);
    const again = take(60);
    expect(again.size).toBe(60);
    expect(bufferManager.numBytesAllocated).toBe(100);
    expect(backend.submissions).toBe(0);
  });

  test("are given up, the oldest first, when others would not fit beside them", () => {
    const { backend, bufferManager, take } = limited(100);
    const [first, second] = [take(30), take(40)];
    bufferManager.releaseBuffer(first);
    bufferManager.releaseBuffer(second);
    take(50);
    expect(backend.free.map(({ size }) => size)).toEqual([40]);
    expect(bufferManager.numBytesAllocated).toBe(90);
  });

  test("are freed by a submission when what was disposed of is in the way", () => {
    const { backend, bufferManager, take } = limited(100);
    backend.dispose(take(80));
    take(50);
    expect(backend.submissions).toBe(1);
    expect(bufferManager.numBytesAllocated).toBe(50);
  });

  test("are not submitted for the parts of a command", () => {
    const { backend, bufferManager, take } = limited(100);
    backend.dispose(take(90));
    bufferManager.acquireBuffer(20, UNIFORM);
    expect(backend.submissions).toBe(0);
  });

  test("leave when the limit is lowered", () => {
    const { bufferManager, limitTo, take } = limited(Infinity);
    const buffers = [take(10), take(20), take(30)];
    for (const buffer of buffers) bufferManager.releaseBuffer(buffer);
    limitTo(35);
    expect(bufferManager.numBytesAllocated).toBe(30);
  });

  test("stay as they are on a backend that has no such buffers", () => {
    expect(limitWebGPUBuffers({} as KernelBackend)).toBeUndefined();
  });

  const step = fc.record({
    size: fc.integer({ min: 1, max: 9 }),
    keep: fc.integer({ min: 0, max: 4 }),
  });

  test("never take more than the limit and what is in use", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(step, { maxLength: 60 }),
        (limit, steps) => {
          const { backend, bufferManager, take } = limited(limit);
          const held: Buffer[] = [];
          for (const { size, keep } of steps) {
            held.push(take(size));
            const inUse = held.reduce((sum, buffer) => sum + buffer.size, 0);
            expect(bufferManager.numBytesAllocated).toBeLessThanOrEqual(Math.max(limit, inUse));
            while (held.length > keep) backend.dispose(held.shift()!);
          }
        },
      ),
    );
  });
});
