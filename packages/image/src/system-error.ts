/** The system's name for what went wrong, such as EACCES; the whole text of anything that has none. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}
