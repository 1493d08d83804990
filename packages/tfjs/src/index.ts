export { DtrBackend, type DtrEvents, type DtrRecording } from "./dtr-backend.ts";
export type { DtrStats } from "./dtr-stats.ts";
export {
  BackendMemoryError,
  BackendNotSelectedError,
  BackendWrappedError,
  DisposedTensorError,
  KernelInputError,
  MissingKernelError,
  UnknownBackendError,
} from "./errors.ts";
export { type DtrBackendOptions, registerDtrBackend } from "./register-dtr-backend.ts";
export type { TensorFlow } from "./tensorflow.ts";
export { registerWasmGradients, type TensorFlowWithGeometry } from "./wasm-gradients/register.ts";
