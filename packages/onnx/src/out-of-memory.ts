import { SpillwayError } from "@spillway/core";
import type { Stage } from "./errors.ts";

/** Memory ran out while a model was opened or run. Freeing some and trying again can help. */
export class OnnxOutOfMemoryError extends SpillwayError {
  override readonly name: string = "OnnxOutOfMemoryError";
  readonly code = "ERR_OUT_OF_MEMORY";
  readonly path: string;
  readonly stage: Stage;

  constructor(path: string, stage: Stage, problem: string, options?: ErrorOptions) {
    super(
      `out of memory: could not ${stage} ${path}: ${problem.trim()}; free memory or use a smaller input`,
      options,
    );
    this.path = path;
    this.stage = stage;
  }
}

/** The words by which ONNX Runtime, its providers, the C++ library and V8 say that memory ran out. */
export const outOfMemoryText: readonly RegExp[] = [
  /failed to allocate/i, // BFCArena, "Failed to allocate memory for requested buffer of size N"
  /bad_alloc/,
  /bad allocation/, // std::bad_alloc::what() of the Microsoft library
  /\bout of memory\b/i, // CUDA, V8's heap, Metal
  /cuda(?:_error|error)_?(?:out_?of_?memory|memoryallocation)/i,
  /(?:cublas|cudnn|cusparse)_status_alloc_failed/i,
  /cudamalloc.*failed/i,
  /e_outofmemory|8007000e/i, // DirectML
  /vk_error_out_of_(?:host|device)_memory/i,
  /array buffer allocation failed/i,
  /invalid (?:typed )?array (?:buffer )?length/i, // V8 refuses the size
  /cannot allocate memory/i, // ENOMEM
];

/** Whether a message says that memory ran out. */
export function saysOutOfMemory(text: string): boolean {
  return outOfMemoryText.some((pattern) => pattern.test(text));
}
