/** Texts by which runtimes say that memory ran out, in lower case. */
const TEXTS: readonly (readonly string[])[] = [
  ["out of memory"],
  ["cannot allocate memory"],
  ["failed to allocate memory"],
  ["array buffer allocation failed"],
  ["bad_alloc"],
  ["cuda", "memory"],
  ["cublas_status_alloc_failed"],
];

/**
 * Whether an error means that memory ran out: by its `code` (`ERR_OUT_OF_MEMORY`, `ENOMEM`), or by its text or that of
 * one of its causes. dgenerate looks for "cuda" and "memory" alone and so misses every other runtime.
 */
export function isOutOfMemory(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    const code: unknown = "code" in current ? current.code : undefined;
    if (code === "ERR_OUT_OF_MEMORY" || code === "ENOMEM") return true;
    const text = current.message.toLowerCase();
    if (TEXTS.some((words) => words.every((word) => text.includes(word)))) return true;
    current = current.cause;
  }
  return false;
}
