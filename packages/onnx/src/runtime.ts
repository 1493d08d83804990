import { messageOf, PeerMissingError } from "@spillway/core";
import type { ProviderList } from "../child/providers.mjs";
import type { RuntimeOptions } from "./runtime-options.ts";
import type { ElementType, Tensor, TensorData } from "./tensor.ts";

/** The shape of `onnxruntime-node`, as far as it is used. */
export interface Runtime extends ProviderList {
  /** Absent in versions that cannot be told what to log. */
  readonly env?: { logLevel?: string };
  readonly InferenceSession: {
    create(path: string, options: RuntimeOptions): Promise<RuntimeSession>;
  };
  readonly Tensor: new (type: ElementType, data: TensorData, dims: readonly number[]) => object;
}

export interface RuntimeSession {
  run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** Loads `onnxruntime-node`, an optional peer. @throws PeerMissingError when it is not there or does not load. */
export async function loadRuntime(
  importRuntime: () => Promise<unknown> = importInstalled,
): Promise<Runtime> {
  try {
    const runtime = await importRuntime();
    if (isRuntime(runtime)) return runtime;
  } catch (cause) {
    throw runtimeMissing(messageOf(cause), { cause });
  }
  throw runtimeMissing("the module has no InferenceSession and no Tensor");
}

/** ONNX Runtime is not installed, or its native part does not load on this machine. */
export function runtimeMissing(problem: string, options?: ErrorOptions): PeerMissingError {
  const place = `${process.platform}-${process.arch}, Node ${process.versions.node}`;
  const [seen = ""] = problem.trim().split("\n", 1);
  return new PeerMissingError("onnxruntime-node", "no model can be opened without it", {
    ...options,
    problem: `${place}: ${seen}`,
  });
}

async function importInstalled(): Promise<unknown> {
  return await import("onnxruntime-node");
}

function isRuntime(module: unknown): module is Runtime {
  if (typeof module !== "object" || module === null) return false;
  return "InferenceSession" in module && "Tensor" in module;
}
