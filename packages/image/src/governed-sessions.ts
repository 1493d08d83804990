import { acquireSession, evictSession, modelPath } from "@spillway/onnx";
import type { EvictingPool, SessionHolder, SessionPool, SessionSettings } from "@spillway/onnx";
import type { SessionSource } from "./governing.ts";

/**
 * Models for image processors out of a governor's pool: they stay resident until their memory is needed. A model is a
 * file, or one that comes with `@spillway/onnx` by its bare name.
 */
export function governedSessions(
  pool: SessionPool & EvictingPool,
  holder: SessionHolder,
  settings: SessionSettings = {},
): SessionSource {
  return {
    lease: ({ model, device }, signal) =>
      acquireSession(pool, { ...settings, model: modelPath(model), device, holder, signal }),
    async evict({ model, device }) {
      await evictSession(pool, { ...settings, model: modelPath(model), device, holder });
    },
  };
}
