import type { Bytes } from "../bytes.ts";

/** What is asked of the governor: `acquire` places bytes and may wait for them, `guard` only makes room. */
export interface MemoryRequest {
  readonly kind: "acquire" | "guard";
  readonly pool: string;
  /** The resident to load; a guard has none. */
  readonly key?: string | undefined;
  readonly device: string;
  readonly bytes: Bytes;
  readonly priority: number;
}
