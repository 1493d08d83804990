import type { HeldSession } from "./session-holder.ts";

/** An open model as those who run it see it: to open and to close it is for others. */
export type ModelSession = Pick<HeldSession, "inputs" | "outputs" | "run">;

/** An open model that stays in memory until the lease is disposed of. */
export interface SessionLease extends AsyncDisposable {
  readonly value: ModelSession;
}
