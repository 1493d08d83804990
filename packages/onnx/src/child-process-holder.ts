import { ChildLink } from "./child-link.ts";
import { ChildSession } from "./child-session.ts";
import { readModelFile } from "./model-file.ts";
import type { SessionHolder } from "./session-holder.ts";

/** What Node and ONNX Runtime take in a child before the model, until a child of this holder has been measured. */
const DECLARED_OVERHEAD = 80_000_000;
const END_TIMEOUT_MS = 1000;

/** How child processes are ended. */
export interface ChildProcessHolderOptions {
  /** How long a child may take to end by itself before it is killed; a second unless stated. */
  readonly endTimeoutMs?: number | undefined;
}

/** A holder that starts processes. */
export interface ChildProcessHolder extends SessionHolder {
  /** The ids of the processes that live now, to count their memory by. */
  readonly pids: readonly number[];
}

/**
 * Sessions in child processes, one each. Closing a session ends its process, which gives all its memory back; a
 * process that crashes fails its own requests and is replaced by the next. The price is a process start and a copy of
 * the tensors.
 */
export function childProcessHolder(options: ChildProcessHolderOptions = {}): ChildProcessHolder {
  const { endTimeoutMs = END_TIMEOUT_MS } = options;
  const links = new Set<ChildLink>();
  let overhead: number | undefined;

  const startChild = (): ChildLink => {
    const link = new ChildLink();
    links.add(link);
    void link.ended.then(() => links.delete(link));
    return link;
  };

  return {
    kind: "child-process",
    get pids() {
      return [...links].flatMap(({ pid }) => pid ?? []);
    },
    estimateBytes: (model) => (overhead ?? DECLARED_OVERHEAD) + model.bytes,
    async open(modelPath, { signal, ...settings } = {}) {
      signal?.throwIfAborted();
      const model = await readModelFile(modelPath);
      const session = await ChildSession.open({
        model,
        settings,
        endTimeoutMs,
        startChild,
        signal,
      });
      // The least that was ever seen beyond a model's size is what every child takes.
      overhead = Math.max(0, Math.min(overhead ?? Infinity, session.bytes - model.bytes));
      return session;
    },
  };
}
