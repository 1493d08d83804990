import { setImmediate } from "node:timers/promises";

/**
 * Lets signals arrive between pieces of work that hold the thread: they come only between turns of the event loop.
 * @throws the signal's reason after an abort.
 */
export async function giveWay(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
