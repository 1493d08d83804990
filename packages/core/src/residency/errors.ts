import { formatBytes } from "../bytes.ts";
import type { Bytes } from "../bytes.ts";
import type { Millis } from "../clock.ts";
import { SpillwayError } from "../errors.ts";

/** A request that could not be met even with nothing else in memory. */
export class CannotFitError extends SpillwayError {
  override readonly name: string = "CannotFitError";
  readonly code = "ERR_CANNOT_FIT";
  readonly key: string;
  readonly device: string;
  readonly bytes: Bytes;
  readonly limit: Bytes;
  /** What sets the limit: a budget, or the size of the device. */
  readonly limitedBy: string;

  constructor(key: string, device: string, needed: Bytes, limit: Bytes, limitedBy: string) {
    super(
      `${key} needs ${formatBytes(needed)} on ${device}, and ${limitedBy} is ${formatBytes(limit)}: ` +
        `it can never fit, even alone; raise the limit or take a smaller model`,
    );
    this.key = key;
    this.device = device;
    this.bytes = needed;
    this.limit = limit;
    this.limitedBy = limitedBy;
  }
}

/** A device ran out of memory twice: at first, and again after everything that could go had been evicted. */
export class OutOfMemoryError extends SpillwayError {
  override readonly name: string = "OutOfMemoryError";
  readonly code = "ERR_OUT_OF_MEMORY";
  readonly device: string;
  /** What was being loaded or run. */
  readonly subject: string;
  /** Bytes evicted between the two attempts. */
  readonly evictedBytes: Bytes;

  constructor(device: string, subject: string, evictedBytes: Bytes, cause: unknown) {
    super(
      `${subject} ran out of memory on ${device}, again after evicting ${formatBytes(evictedBytes)}; ` +
        `free memory on the device, or use a smaller model or input`,
      { cause },
    );
    this.device = device;
    this.subject = subject;
    this.evictedBytes = evictedBytes;
  }
}

/** Waiting for other leases to end took too long. */
export class WaitTimeoutError extends SpillwayError {
  override readonly name: string = "WaitTimeoutError";
  readonly code = "ERR_WAIT_TIMEOUT";
  readonly key: string;
  readonly waitedMs: Millis;
  /** How much was missing when it was last tried; absent when its turn never came. */
  readonly missing: Bytes | undefined;
  /** Ids of the residents in the way. */
  readonly blockers: readonly string[];

  constructor(
    key: string,
    waitedMs: Millis,
    missing: Bytes | undefined,
    blockers: readonly string[],
  ) {
    const amount = missing === undefined ? "memory" : `${formatBytes(missing)} of memory`;
    super(
      `${key} waited ${Math.round(waitedMs)} ms for ${amount} in use by ` +
        `${blockers.join(", ") || "others"}; release their leases sooner, or raise waitMs or the budget`,
    );
    this.key = key;
    this.waitedMs = waitedMs;
    this.missing = missing;
    this.blockers = blockers;
  }
}

/** Too many requests wait already. */
export class QueueFullError extends SpillwayError {
  override readonly name: string = "QueueFullError";
  readonly code = "ERR_QUEUE_FULL";
  readonly key: string;
  readonly limit: number;

  constructor(key: string, limit: number) {
    super(
      `${key} would have to wait, and ${limit} requests wait already; retry later or raise maxWaiting`,
    );
    this.key = key;
    this.limit = limit;
  }
}

/** The governor was closed before, or while, something was asked of it. */
export class GovernorClosedError extends SpillwayError {
  override readonly name: string = "GovernorClosedError";
  readonly code = "ERR_GOVERNOR_CLOSED";

  constructor(subject: string) {
    super(`the governor is closed: ${subject} was not served; create a new governor`);
  }
}
