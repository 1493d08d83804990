export { DtrBackend, type DtrEvents, type DtrRecording } from "./dtr-backend.ts";
export type { DtrStats } from "./dtr-stats.ts";
export { type DtrBackendOptions, registerDtrBackend } from "./register-dtr-backend.ts";
export type { TensorFlow } from "./tensorflow.ts";
export { MissingKernelError } from "./wasm-gradients/composer.ts";
export { registerWasmGradients, type TensorFlowWithGeometry } from "./wasm-gradients/register.ts";
export {
  BackendMemoryError,
  BackendNotSelectedError,
  BackendWrappedError,
  DisposedTensorError,
  MissingTensorFlowError,
  UnknownBackendError,
} from "./wrap-errors.ts";
