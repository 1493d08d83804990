import { SpillwayError, suggest } from "@spillway/core";

/** A backend to wrap that TensorFlow.js does not know. */
export class UnknownBackendError extends SpillwayError {
  override readonly name: string = "UnknownBackendError";
  readonly code = "ERR_BACKEND_UNKNOWN";
  readonly backend: string;

  constructor(backend: string) {
    const near = suggest(backend, ["cpu", "wasm", "webgl", "webgpu", "tensorflow"]);
    const hint = near === undefined || near === backend ? "" : `did you mean ${near}? `;
    super(
      `no TensorFlow.js backend is registered as ${JSON.stringify(backend)}; ` +
        `${hint}import the package of the backend before wrapping it`,
    );
    this.backend = backend;
  }
}

/** A second wrap of a backend while the first is in place. */
export class BackendWrappedError extends SpillwayError {
  override readonly name: string = "BackendWrappedError";
  readonly code = "ERR_BACKEND_WRAPPED";
  readonly backend: string;

  constructor(backend: string, wrappedName: string) {
    super(
      `the backend ${JSON.stringify(backend)} cannot be wrapped as ${JSON.stringify(wrappedName)}: ` +
        "that name is taken; use the handle of the first wrap, or dispose of it",
    );
    this.backend = backend;
  }
}
