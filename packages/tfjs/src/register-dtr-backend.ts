import { PeerMissingError } from "@spillway/core";
import { type DtrConfig, DtrConfigError, resolveDtrConfig } from "@spillway/core/remat";
import { BorrowedFlags } from "./borrowed-flags.ts";
import { DtrBackend } from "./dtr-backend.ts";
import { BackendWrappedError, UnknownBackendError } from "./errors.ts";
import type { InnerKernels } from "./inner-kernels.ts";
import { traitsOf } from "./inner-traits.ts";
import type { BackendFactory, KernelBackend, TensorFlow } from "./tensorflow.ts";
import { WrappedBackend } from "./wrapped-backend.ts";
import { WrappedKernels } from "./wrapped-kernels.ts";
import { noteWrap, wrapOf, wrappedBy } from "./wraps.ts";

/** Under which limits a backend runs, and which TensorFlow.js it is of. */
export interface DtrBackendOptions extends Omit<DtrConfig, "deallocation"> {
  /** The name to select the wrapped backend by; `dtr-` and the inner one's name when absent. No underscores. */
  readonly name?: string;
  /** TensorFlow.js itself; `@tensorflow/tfjs-core` as it is found from here when absent. */
  readonly tf?: TensorFlow;
}

/** Never the best backend: a program selects a wrapped backend by name or not at all. */
const PRIORITY = 0;

/**
 * Registers a backend that runs everything on the one called `innerName`, under a memory threshold. It has every kernel
 * of the inner one, with those that are registered later once it is selected again. Selecting it makes an instance of the
 * inner backend for its own use. Settings of TensorFlow.js that the inner backend needs are changed until the handle is
 * disposed of: see `inner-traits.ts`.
 * @throws UnknownBackendError when there is no such backend.
 * @throws BackendWrappedError when it is wrapped already, is a wrap itself, or the new name is taken.
 * @throws PeerMissingError, DtrConfigError, UnknownHeuristicError
 */
export async function registerDtrBackend(
  innerName: string,
  options: DtrBackendOptions,
): Promise<DtrBackend> {
  refuseNoOptions(options);
  const { name = `dtr-${innerName}`, tf = await importTensorFlow(), ...config } = options;
  resolveDtrConfig(config);
  const makeInner = tf.findBackendFactory(innerName);
  if (makeInner === null) throw new UnknownBackendError(innerName);
  refuseSecondWrap({ tf, innerName, wrappedName: name }, makeInner);
  return register({ tf, innerName, wrappedName: name }, makeInner, config);
}

/** @throws DtrConfigError for what a program without types gives in place of the options. */
function refuseNoOptions(options: unknown): void {
  if (typeof options === "object" && options !== null) return;
  const given = options === null ? "null" : typeof options;
  const problem = `must be an object, got ${given}; pass { evictionThreshold: "2GB" }`;
  throw new DtrConfigError("the options", problem);
}

async function importTensorFlow(): Promise<TensorFlow> {
  try {
    return await import("@tensorflow/tfjs-core");
  } catch (cause) {
    throw new PeerMissingError("@tensorflow/tfjs-core", "it was not passed as the option tf", {
      cause,
    });
  }
}

/** Two wraps of one backend would each place what its own threshold allows. */
function refuseSecondWrap(
  { tf, innerName, wrappedName }: InnerKernels,
  makeInner: BackendFactory,
): void {
  const innermost = wrappedBy(makeInner);
  if (innermost !== undefined) throw BackendWrappedError.isWrap(innerName, innermost);
  const other = wrapOf(innerName, tf);
  if (other !== undefined) throw BackendWrappedError.isWrapped(innerName, other);
  if (tf.findBackendFactory(wrappedName) === null) return;
  throw BackendWrappedError.nameIsTaken(innerName, wrappedName);
}

function register(inner: InnerKernels, makeInner: BackendFactory, config: DtrConfig): DtrBackend {
  const { tf, innerName, wrappedName } = inner;
  const traits = traitsOf(innerName);
  const kernels = new WrappedKernels(inner, traits);
  const flags = new BorrowedFlags(tf);
  const dtr = new DtrBackend(wrappedName, config, {
    addKernels: () => kernels.takeIn(),
    warn: (line) => tf.backend_util.warn(line),
    thresholdChanged: (bytes) => flags.set(traits.flags(bytes)),
    unregister: once(() => {
      const registered = tf.findBackendFactory(wrappedName);
      // It was removed by its name, and another has that name now.
      if (registered !== null && registered !== factory) return;
      if (registered !== null) tf.removeBackend(wrappedName);
      kernels.unregister();
      flags.giveBack();
    }),
  });
  const wrap = (made: KernelBackend): WrappedBackend => {
    const backend = new WrappedBackend(made, inner, traits, dtr.config, dtr);
    dtr.attach(backend);
    return backend;
  };
  const factory: BackendFactory = () => {
    const made = makeInner();
    return made instanceof Promise ? made.then(wrap) : wrap(made);
  };
  noteWrap(factory, innerName);
  kernels.takeIn();
  tf.registerBackend(wrappedName, factory, PRIORITY);
  return dtr;
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
