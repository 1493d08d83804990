export { DeviceBuffer, bufferBytes } from "./device-buffer.ts";
export { passThroughStore } from "./pass-through-store.ts";
export {
  type WrapOptions,
  type WrappedRegistration,
  registerWrappedBackend,
} from "./register-wrapped-backend.ts";
export type {
  InnerMemory,
  MakeTensorStore,
  OperatorCall,
  OperatorRecord,
  TensorStore,
} from "./tensor-store.ts";
export type { TensorFlow } from "./tensorflow.ts";
export { registerWasmGradients, type TensorFlowWithGeometry } from "./wasm-gradients/register.ts";
export { BackendWrappedError, UnknownBackendError } from "./wrap-errors.ts";
