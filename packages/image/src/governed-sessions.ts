import { acquireSession, providersFor, readModelFile, sessionKey } from "@spillway/onnx";
import type { SessionHolder, SessionPool, SessionSettings } from "@spillway/onnx";
import type { SessionSource } from "./governing.ts";

/** A pool that sessions are leased from and can be evicted from. */
export interface EvictingPool extends SessionPool {
  evict(key: string, device?: string): Promise<boolean>;
}

/** Models for image processors out of a governor's pool: they stay resident until their memory is needed. */
export function governedSessions(
  pool: EvictingPool,
  holder: SessionHolder,
  settings: SessionSettings = {},
): SessionSource {
  return {
    lease: ({ model, device }, signal) =>
      acquireSession(pool, { ...settings, model, device, holder, signal }),
    async evict({ model, device }) {
      const executionProviders = settings.executionProviders ?? providersFor(device);
      const { graphOptimization, threads, cpuMemArena } = settings;
      const complete = { executionProviders, graphOptimization, threads, cpuMemArena };
      await pool.evict(sessionKey(await readModelFile(model), holder, complete), device);
    },
  };
}
