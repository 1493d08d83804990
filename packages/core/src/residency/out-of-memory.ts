/** The words by which runtimes, the C++ library and JavaScript engines say that memory ran out. */
const TEXTS: readonly RegExp[] = [
  /\bout of memory\b/i, // CUDA, V8's heap, Metal
  /cannot allocate memory/i, // ENOMEM
  /failed to allocate/i, // ONNX Runtime's BFCArena, "Failed to allocate memory for requested buffer of size N"
  /bad_alloc/,
  /bad allocation/, // std::bad_alloc::what() of the Microsoft library
  /cuda(?:_error|error)_?(?:out_?of_?memory|memoryallocation)/i,
  /cudamalloc.*failed/i,
  /(?:cublas|cudnn|cusparse)_status_alloc_failed/i,
  /e_outofmemory|8007000e/i, // DirectML
  /vk_error_out_of_(?:host|device)_memory/i,
  /array buffer allocation failed/i,
  /invalid (?:typed )?array (?:buffer )?length/i, // V8 refuses the size
  /not enough v?ram|too large for the available (?:v?ram|resources)/i, // node-llama-cpp
];

/** By `code`: this project's own, TensorFlow.js's full heap, and the operating system's. */
const CODES: ReadonlySet<unknown> = new Set(["ERR_OUT_OF_MEMORY", "ERR_BACKEND_MEMORY", "ENOMEM"]);

/** Whether a message says that memory ran out. */
export function saysOutOfMemory(text: string): boolean {
  return TEXTS.some((pattern) => pattern.test(text));
}

/**
 * Whether an error means that memory ran out: by its `code` (`ERR_OUT_OF_MEMORY`, `ERR_BACKEND_MEMORY`, `ENOMEM`), or
 * by its text or that of one of its causes. dgenerate looks for "cuda" and "memory" alone: it misses every other
 * runtime, and takes an illegal memory access for a want of memory.
 */
export function isOutOfMemory(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    if ("code" in current && CODES.has(current.code)) return true;
    if (saysOutOfMemory(current.message)) return true;
    current = current.cause;
  }
  return false;
}
