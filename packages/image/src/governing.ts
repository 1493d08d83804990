import type { SessionLease } from "@spillway/onnx";

/** The parts of a governor that image processors use. */
export interface MemoryGovernor {
  /** Makes room for bytes that are about to be needed. */
  guard(request: {
    readonly pool: string;
    readonly device: string;
    readonly bytes: number;
  }): Promise<unknown>;
  /** Runs `work`; when memory runs out, evicts what can go from the device and runs it once more. */
  withOutOfMemoryRetry<T>(device: string, subject: string, work: () => Promise<T>): Promise<T>;
}

/** A model to open: its file, and the device it runs on. */
export interface ModelPlace {
  readonly model: string;
  readonly device: string;
}

/** Where processors get their models from. */
export interface SessionSource {
  lease(place: ModelPlace, signal?: AbortSignal): Promise<SessionLease>;
  /** Takes a model that nobody leases out of memory now. */
  evict(place: ModelPlace): Promise<void>;
}

/** The pool that image processors load into and guard for. */
export const PROCESSOR_POOL = "image_processor";
