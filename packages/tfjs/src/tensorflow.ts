/**
 * The shape of what this package uses of TensorFlow.js, so that it depends on no particular build or version of it.
 * Names and meanings are those of `@tensorflow/tfjs-core`.
 */

/** What a backend knows a buffer by; only its identity matters. */
export type DataId = object;

export type DataType = "float32" | "int32" | "bool" | "complex64" | "string";

/** A typed array, the UTF-8 bytes of each string, or absent for memory that a kernel fills. */
export type BackendValues = Float32Array | Int32Array | Uint8Array | Uint8Array[];

export interface TensorInfo {
  readonly dataId: DataId;
  readonly shape: number[];
  readonly dtype: DataType;
}

/** A tensor as the engine tracks it; some kernels return one in place of a `TensorInfo`. */
export interface TrackedTensor extends TensorInfo {
  readonly rank: number;
  dispose(): void;
}

/** Tensors by name or position; a few kernels take a list under one name, some leave an input out. */
export type KernelInputs = Readonly<Record<string, unknown>> | readonly unknown[];

export type KernelAttributes = Readonly<Record<string, unknown>>;

export interface KernelCall {
  readonly inputs: KernelInputs;
  readonly attrs?: KernelAttributes | undefined;
  readonly backend: object;
}

export interface KernelConfig {
  readonly kernelName: string;
  readonly backendName: string;
  kernelFunc(call: KernelCall): TensorInfo | TensorInfo[];
  readonly setupFunc?: ((backend: object) => void) | undefined;
  readonly disposeFunc?: ((backend: object) => void) | undefined;
}

export interface BackendTiming {
  readonly kernelMs: number | { readonly error: string };
}

export interface BackendMemory {
  readonly unreliable: boolean;
  readonly reasons?: string[];
}

/** A backend as the engine calls it. */
export interface KernelBackend {
  refCount(dataId: DataId): number;
  incRef(dataId: DataId): void;
  timerAvailable(): boolean;
  time(run: () => void): Promise<BackendTiming>;
  read(dataId: DataId): Promise<BackendValues>;
  readSync(dataId: DataId): BackendValues;
  readToGPU(dataId: DataId, options?: object): object;
  createTensorFromGPUData(values: object, shape: number[], dtype: DataType): TrackedTensor;
  numDataIds(): number;
  disposeData(dataId: DataId, force?: boolean): boolean;
  write(values: BackendValues | null, shape: number[], dtype: DataType): DataId;
  move(
    dataId: DataId,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void;
  memory(): BackendMemory;
  floatPrecision(): 16 | 32;
  epsilon(): number;
  dispose(): void;
}

/** The tracker of tensors; backends call it when a kernel reads a buffer that lives elsewhere. */
export interface Engine {
  moveData(backend: object, dataId: DataId): void;
  makeTensorFromTensorInfo(info: TensorInfo, backend?: object): TrackedTensor;
  backendNames(): string[];
  /** Tensors made between these two are disposed of at the end, unless they are kept. */
  startScope(): void;
  endScope(): void;
  /** Has the engine no longer count a buffer, if it counts it for `backend`. */
  removeDataId(dataId: DataId, backend: object): void;
}

export type BackendFactory = () => KernelBackend | Promise<KernelBackend>;

export type FlagValue = number | boolean | string;

/** The settings of TensorFlow.js. */
export interface Environment {
  get(flag: string): FlagValue;
  set(flag: string, value: FlagValue): void;
}

/** Prints a line, unless TensorFlow.js runs in its test or production mode. */
export interface Warnings {
  warn(...line: readonly string[]): void;
}

/** The functions of `@tensorflow/tfjs-core` that wrapping a backend needs. */
export interface TensorFlow {
  engine(): Engine;
  env(): Environment;
  readonly backend_util: Warnings;
  getBackend(): string;
  backend(): object;
  findBackendFactory(name: string): BackendFactory | null;
  registerBackend(name: string, factory: BackendFactory, priority?: number): boolean;
  removeBackend(name: string): void;
  getKernelsForBackend(name: string): KernelConfig[];
  getKernel(kernelName: string, backendName: string): KernelConfig | undefined;
  registerKernel(config: KernelConfig): void;
  unregisterKernel(kernelName: string, backendName: string): void;
}

/** Whether a kernel was handed a backend; the registry types it as any object. */
export function isKernelBackend(backend: object): backend is KernelBackend {
  return "write" in backend && "disposeData" in backend;
}
