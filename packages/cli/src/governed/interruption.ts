import { InterruptedError } from "../failure/cli-errors.ts";
import type { Host } from "../host.ts";

/** A signal that is aborted with InterruptedError when the user ends the command. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
}

/** Listens for the end that the user asks for, until it is disposed of. */
export function interruption(host: Host): Interruption {
  const controller = new AbortController();
  const stop = host.onSignal((signal) => controller.abort(new InterruptedError(signal)));
  return { signal: controller.signal, [Symbol.dispose]: stop };
}
