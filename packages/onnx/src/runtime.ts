import { OnnxRuntimeMissingError } from "./errors.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import type { ElementType, Tensor, TensorData } from "./tensor.ts";

/** The shape of `onnxruntime-node`, as far as it is used. */
export interface Runtime {
  readonly InferenceSession: {
    create(path: string, options: RuntimeOptions): Promise<RuntimeSession>;
  };
  readonly Tensor: new (type: ElementType, data: TensorData, dims: readonly number[]) => object;
}

export interface RuntimeSession {
  run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** Loads `onnxruntime-node`, an optional peer. @throws OnnxRuntimeMissingError when it is not there or does not load. */
export async function loadRuntime(
  importRuntime: () => Promise<unknown> = importInstalled,
): Promise<Runtime> {
  try {
    const runtime = await importRuntime();
    if (isRuntime(runtime)) return runtime;
  } catch (cause) {
    throw new OnnxRuntimeMissingError(cause instanceof Error ? cause.message : String(cause), {
      cause,
    });
  }
  throw new OnnxRuntimeMissingError("the module has no InferenceSession and no Tensor");
}

async function importInstalled(): Promise<unknown> {
  return await import("onnxruntime-node");
}

function isRuntime(module: unknown): module is Runtime {
  if (typeof module !== "object" || module === null) return false;
  return "InferenceSession" in module && "Tensor" in module;
}
