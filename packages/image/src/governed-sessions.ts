import { acquireSession, evictSession } from "@spillway/onnx";
import type { EvictingPool, SessionHolder, SessionPool, SessionSettings } from "@spillway/onnx";
import type { SessionSource } from "./governing.ts";

/** Models for image processors out of a governor's pool: they stay resident until their memory is needed. */
export function governedSessions(
  pool: SessionPool & EvictingPool,
  holder: SessionHolder,
  settings: SessionSettings = {},
): SessionSource {
  return {
    lease: ({ model, device }, signal) =>
      acquireSession(pool, { ...settings, model, device, holder, signal }),
    async evict({ model, device }) {
      await evictSession(pool, { ...settings, model, device, holder });
    },
  };
}
