import { isOutOfMemory } from "@spillway/core";
import { describe, expect, test } from "vitest";
import { failureError } from "./failure.ts";

describe("failureError", () => {
  test("is about memory where the runtime says that it ran out", () => {
    const message = "BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer";
    const error = failureError({ path: "m.onnx", stage: "run", message });
    expect(error).toMatchObject({ code: "ERR_OUT_OF_MEMORY", path: "m.onnx", stage: "run" });
    expect(isOutOfMemory(error)).toBe(true);
  });

  test("is about the runtime for anything else that it says", () => {
    const message = "Load model from m.onnx failed: Protobuf parsing failed.";
    const error = failureError({ path: "m.onnx", stage: "open", message });
    expect(error.code).toBe("ERR_ONNX_RUNTIME");
    expect(isOutOfMemory(error)).toBe(false);
  });

  test("is about the installation where there is no runtime", () => {
    const failure = { path: "m.onnx", stage: "open", message: "Cannot find package" } as const;
    expect(failureError({ ...failure, code: "ERR_PEER_MISSING" })).toMatchObject({
      code: "ERR_PEER_MISSING",
      packageName: "onnxruntime-node",
    });
  });
});
