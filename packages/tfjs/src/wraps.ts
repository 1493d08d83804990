import type { BackendFactory, TensorFlow } from "./tensorflow.ts";

/** By factory of a wrapped backend: the name of what it wraps. A factory is known for as long as anything can call it. */
const INNER_NAMES = new WeakMap<BackendFactory, string>();

/** Notes that `factory` makes wraps of the backend called `innerName`. */
export function noteWrap(factory: BackendFactory, innerName: string): void {
  INNER_NAMES.set(factory, innerName);
}

/** The name of the backend that `factory` makes wraps of; absent when it makes none. */
export function wrappedBy(factory: BackendFactory): string | undefined {
  return INNER_NAMES.get(factory);
}

/** The name of the registered backend that wraps the one called `innerName`, if there is one. */
export function wrapOf(innerName: string, tf: TensorFlow): string | undefined {
  return tf
    .engine()
    .backendNames()
    .find((name) => {
      const factory = tf.findBackendFactory(name);
      return factory !== null && wrappedBy(factory) === innerName;
    });
}
