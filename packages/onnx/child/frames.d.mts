import type { Writable } from "node:stream";

/** A tensor as it crosses: whatever has data. */
export interface Carried {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** Writes a message and tensors, whose bytes are not copied: leave them alone until `done` is called. */
export function writeFrame(
  stream: Writable,
  message: unknown,
  tensors: Readonly<Record<string, Carried>>,
  done?: () => void,
): void;

/** Puts frames together from the chunks of a stream, copying each byte once. */
export declare class FrameReader {
  constructor(onFrame: (message: unknown, tensors: Readonly<Record<string, unknown>>) => void);
  /** The chunk may be used again afterwards. */
  push(chunk: Uint8Array): void;
}
