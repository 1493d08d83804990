import { Governor } from "@spillway/core";
import type { HeldSession, SessionHolder } from "@spillway/onnx";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeTinyProjector } from "../scripts/make-tiny-encoder.mjs";
import { createWeighterRegistry } from "../src/registry.ts";
import { shippedPromptModelPath } from "../src/shipped-models.ts";
import { fakeHolder } from "../src/testing/fake-holder.ts";
import { temporaryFolder } from "../src/testing/temporary-folder.ts";
import { shipped, weigh } from "../src/testing/weigh.ts";
import { weighPrompt, type WeighPromptOptions } from "../src/weigh-prompt.ts";
import { definePromptWeighter } from "../src/weighter.ts";

describe("governing", () => {
  test("keeps text encoders in text_encoder and a weighter's own models in prompt_weighter, guarded before", async () => {
    const own = join(await temporaryFolder(), "rankgen");
    writeTinyProjector(own);
    await using governor = new Governor();
    const holder = fakeHolder();
    await weighPrompt({
      model: shipped,
      weighter: `llm4gen;encoder="${own}"`,
      prompt: "cat",
      governor,
      holder: projecting(holder),
    });
    const pools = governor.residents.map(({ pool }) => pool).sort();
    expect(pools).toEqual(["prompt_weighter", "prompt_weighter", "text_encoder"]);
    const requests = governor.journal.entries.flatMap((entry) =>
      entry.kind === "decision" ? [entry.request] : [],
    );
    const guard = requests.findIndex(({ kind }) => kind === "guard");
    expect(requests[guard]).toMatchObject({ pool: "prompt_weighter" });
    expect(
      requests.findIndex(({ kind, pool }) => kind === "acquire" && pool === "prompt_weighter"),
    ).toBeGreaterThan(guard);
  });

  test("leases one encoder at a time, and holds no lease afterwards", async () => {
    await using governor = new Governor({ budgets: { host: 400_000 } });
    const holder = fakeHolder();
    const sdxl = shippedPromptModelPath("tiny-sdxl");
    await weighPrompt({ model: sdxl, weighter: "compel", prompt: "a cat", governor, holder });
    expect(holder.counts).toMatchObject({ opened: 2, open: 1 });
    expect(governor.residents.every(({ leases }) => leases === 0)).toBe(true);
  });

  test("cleans up also when the weigher fails", async () => {
    const registry = createWeighterRegistry();
    let cleaned = 0;
    registry.add(
      definePromptWeighter({
        names: ["broken"],
        help: "Fails.",
        arguments: {},
        create: () => ({
          syntax: "plain",
          bytes: 5,
          weigh: () => Promise.reject(new Error("no")),
          cleanup: () =>
            Promise.resolve().then(() => {
              cleaned++;
            }),
        }),
      }),
    );
    await expect(weigh({ registry, weighter: "broken", prompt: "a" })).rejects.toThrow("no");
    expect(cleaned).toBe(1);
  });

  test("refuses a device that does not exist before the model is read, and books nothing on it", async () => {
    await using governor = new Governor();
    for (const device of ["banana:3", "", "cpu:1"]) {
      const job = { model: "nowhere", prompt: "a", governor, device };
      await expect(weigh(job)).rejects.toMatchObject({ code: "ERR_UNKNOWN_DEVICE", device });
    }
    expect(governor.journal.entries).toEqual([]);
  });

  test("books under the device's full name, and under any name where the providers are stated", async () => {
    const holder = fakeHolder();
    const booked = async (options: Partial<WeighPromptOptions>) => {
      await using governor = new Governor();
      await weigh({ prompt: "a", governor, holder, ...options });
      return governor.residents.map(({ device }) => device);
    };
    expect(await booked({ device: "cpu" })).toEqual(["host"]);
    expect(await booked({ device: "cuda" })).toEqual(["cuda:0"]);
    const stated = { device: "npu:0", executionProviders: ["openvino"] };
    expect(await booked(stated)).toEqual(["npu:0"]);
  });

  test("gives up when its signal says so", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(weigh({ prompt: "a", signal })).rejects.toThrow("enough");
  });
});

/** Gives projectors the shape that their consumer expects of a fake. */
function projecting(holder: SessionHolder): SessionHolder {
  return {
    ...holder,
    async open(path, options): Promise<HeldSession> {
      const session = await holder.open(path, options);
      if (!path.endsWith("projector.onnx")) return session;
      const run: HeldSession["run"] = (feeds) => {
        const tokens = feeds["hidden"]!.dims[1]!;
        return Promise.resolve({
          projected: {
            type: "float32",
            dims: [1, tokens, 32],
            data: new Float32Array(tokens * 32),
          },
        });
      };
      return { ...session, run };
    },
  };
}
