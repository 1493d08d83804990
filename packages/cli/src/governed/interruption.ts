import { InterruptedError } from "../failure/cli-errors.ts";
import type { Host } from "../host.ts";

/** A signal that is aborted with InterruptedError when the user ends the command. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
  /** The reason of the signal, once the user has ended the command. */
  readonly error: InterruptedError | undefined;
}

/** Listens for the end that the user asks for, until it is disposed of. */
export function interruption(host: Host): Interruption {
  const controller = new AbortController();
  let error: InterruptedError | undefined;
  const stop = host.onSignal((signal) => {
    error ??= new InterruptedError(signal);
    controller.abort(error);
  });
  return {
    signal: controller.signal,
    get error() {
      return error;
    },
    [Symbol.dispose]: stop,
  };
}
