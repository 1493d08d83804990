export type { ChildProcessHolder, ChildProcessHolderOptions } from "./child-process-holder.ts";
export { childProcessHolder } from "./child-process-holder.ts";
export type { ProcessEnd, Stage } from "./errors.ts";
export {
  HolderCrashedError,
  HolderStartError,
  OnnxInputError,
  OnnxModelError,
  OnnxOutOfMemoryError,
  OnnxRuntimeError,
  SessionClosedError,
  UnknownDeviceError,
} from "./errors.ts";
export type { ExecutionProvider } from "./execution-providers.ts";
export { deviceName, providersFor } from "./execution-providers.ts";
export type {
  AcquireSessionOptions,
  EvictingPool,
  SessionChoice,
  SessionPool,
} from "./governed-session.ts";
export { acquireSession, evictSession, sessionKey } from "./governed-session.ts";
export { fromHalf, toHalf } from "./half-float.ts";
export type { InProcessHolderOptions } from "./in-process-holder.ts";
export { inProcessHolder } from "./in-process-holder.ts";
export type { ExternalFile, ModelFile } from "./model-file.ts";
export { readModelFile } from "./model-file.ts";
export type { ModelSession, SessionLease } from "./model-session.ts";
export type {
  Closed,
  GraphOptimization,
  HeldSession,
  OpenOptions,
  RunOptions,
  SessionHolder,
  SessionSettings,
} from "./session-holder.ts";
export type { ShippedModel } from "./shipped-models.ts";
export { modelPath, shippedModelPath, shippedModels } from "./shipped-models.ts";
export type { ElementType, Tensor, TensorData, TensorMap } from "./tensor.ts";
export type { ValueInfo } from "./value-info.ts";
export { describeValue } from "./value-info.ts";
