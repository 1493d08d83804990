import type { JournalEntry } from "@spillway/core";
import { Governed, MB } from "./governed.ts";
import { settle } from "../../core/src/testing/virtual-clock.ts";

export const ESRGAN = {
  key: "realesrgan-x4plus.onnx",
  bytes: 96 * MB,
  measured: 104 * MB,
  loadMs: 820,
};
export const DEPTH = {
  key: "depth-anything-small.onnx",
  bytes: 88 * MB,
  measured: 91 * MB,
  loadMs: 640,
};
export const EDGES = { key: "hed-edges.onnx", bytes: 54 * MB, measured: 52 * MB, loadMs: 310 };

/**
 * A picture goes through three models that do not fit together: an eviction by budget, one by constraint, one for a
 * guard, a reload, a wait for a lease, a refusal, a load that fails and a resident that idles away.
 */
export async function pictureRun(): Promise<readonly JournalEntry[]> {
  const run = new Governed(900 * MB, {
    budgets: { host: 256 * MB },
    pools: {
      image_processor: {
        constraints: {
          gc: ["memory_required > available"],
          cache: ["cache_size + memory_required > mb(240)"],
        },
      },
      depth_estimator: { constraints: {} },
      prompt_weighter: { constraints: { gc: [], cache: [] }, idleMs: 900 },
    },
  });
  const { clock, governor } = run;
  await clock.advance(5);
  await run.use(ESRGAN, 1450);
  await run.use({ key: "compel", pool: "prompt_weighter", bytes: 24 * MB, loadMs: 120 }, 210);
  await run.use(EDGES, 280);
  await run.use(EDGES, 460);
  await run.use(DEPTH, 730);
  await run.use(
    { key: "zoe-depth.onnx", pool: "depth_estimator", bytes: 70 * MB, loadMs: 450 },
    300,
  );
  const upscaling = run.acquire(ESRGAN);
  await clock.advance(900);
  const held = await upscaling;
  const waiting = run.acquire({
    ...DEPTH,
    pool: "depth_estimator",
    key: "depth-anything-large.onnx",
    bytes: 170 * MB,
    measured: 166 * MB,
    loadMs: 950,
  });
  await clock.advance(620);
  held.release();
  await clock.advance(1000);
  (await waiting).release();
  await clock.advance(340);
  await governor.guard({ pool: "image_processor", bytes: 120 * MB });
  await clock.advance(200);
  await run.acquire({ key: "sdxl.onnx", bytes: 6900 * MB }).catch(() => undefined);
  const broken = {
    key: "truncated.onnx",
    bytes: 30 * MB,
    failure: new Error("protobuf parsing failed"),
  };
  const failing = run.acquire(broken).catch(() => undefined);
  await clock.advance(150);
  await failing;
  await run.use(EDGES, 400);
  await governor.close();
  await settle();
  return governor.journal.entries;
}
