import { expect, test, vi } from "vitest";
import { registerDtrBackend } from "../src/index.ts";

vi.mock("@tensorflow/tfjs-core", () => {
  throw new Error("not installed");
});

test("a wrap without TensorFlow.js says what to install, or to pass", async () => {
  await expect(registerDtrBackend("cpu", { evictionThreshold: 1 })).rejects.toMatchObject({
    code: "ERR_PEER_MISSING",
    packageName: "@tensorflow/tfjs-core",
    message: expect.stringContaining("it was not passed as the option tf") as string,
  });
});
