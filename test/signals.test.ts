import { Governor } from "@spillway/core";
import {
  createProcessorRegistry,
  governedSessions,
  processImage,
  shippedPicturePath,
} from "@spillway/image";
import {
  acquireSession,
  childProcessHolder,
  inProcessHolder,
  shippedModelPath,
} from "@spillway/onnx";
import { shippedPromptModelPath, weighPrompt } from "@spillway/prompt";
import { describe, expect, test } from "vitest";

const reason = new Error("the user went away");
const signal = AbortSignal.abort(reason);
const model = shippedModelPath("edges");

/** Whatever takes memory and may have to wait for it, given a signal that is aborted already. */
const acquires: Readonly<Record<string, (governor: Governor) => Promise<unknown>>> = {
  "pool.acquire": (governor) =>
    governor.pool("models").acquire({ key: "a", bytes: 1, signal, load: () => ({ value: 1 }) }),
  acquireSession: (governor) =>
    acquireSession(governor.pool("models"), { model, holder: inProcessHolder(), signal }),
  "childProcessHolder().open": () => childProcessHolder().open(model, { signal }),
  "inProcessHolder().open": () => inProcessHolder().open(model, { signal }),
  "governedSessions().lease": (governor) =>
    governedSessions(governor.pool("models"), inProcessHolder()).lease(
      { model, device: "host" },
      signal,
    ),
  processImage: (governor) =>
    processImage({
      input: shippedPicturePath("dam.jpg"),
      output: "/nowhere/never-written.png",
      processors: [createProcessorRegistry().bind("invert")],
      sessions: governedSessions(governor.pool("models"), inProcessHolder()),
      signal,
    }),
  weighPrompt: (governor) =>
    weighPrompt({
      model: shippedPromptModelPath("tiny-clip"),
      weighter: "compel",
      prompt: "a cat",
      governor,
      holder: inProcessHolder(),
      signal,
    }),
};

describe("after an abort", () => {
  test.each(Object.entries(acquires))("%s rejects with the signal's reason", async (_, acquire) => {
    const governor = new Governor();
    await expect(acquire(governor)).rejects.toBe(reason);
    expect(governor.residents).toEqual([]);
    await governor.close();
  });

  test("a run of a session rejects with the signal's reason, and the session lives on", async () => {
    await using session = await inProcessHolder().open(model);
    const data = new Float32Array(12).fill(0.5);
    const feeds = { image: { type: "float32", dims: [1, 3, 2, 2], data } } as const;
    await expect(session.run(feeds, { signal })).rejects.toBe(reason);
    expect(Object.keys(await session.run(feeds))).toEqual(["edges"]);
  });
});

test("closing a governor settles everyone who waits, with a code", async () => {
  const governor = new Governor({ budgets: { host: 10 } });
  const pool = governor.pool("models");
  const acquire = (key: string) => pool.acquire({ key, bytes: 10, load: () => ({ value: key }) });
  const held = await acquire("held");
  const waiting = ["a", "b", "c"].map((key) => acquire(key).catch((error: unknown) => error));
  await governor.close();
  for (const error of await Promise.all(waiting)) {
    expect(error).toMatchObject({ code: "ERR_GOVERNOR_CLOSED" });
  }
  expect(governor.waiting).toBe(0);
  held.release();
});
