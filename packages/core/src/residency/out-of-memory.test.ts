import { describe, expect, test } from "vitest";
import { isOutOfMemory, saysOutOfMemory } from "./out-of-memory.ts";

const OUT_OF_MEMORY = [
  "bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 4294967296",
  "std::bad_alloc",
  "bad allocation",
  "CUDA failure 2: out of memory ; GPU=0 ; hostname=box ; file=cuda_allocator.cc",
  "CUDA error cudaErrorMemoryAllocation",
  "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED",
  "CUDNN_STATUS_ALLOC_FAILED",
  "DmlExecutionProvider: 8007000E Not enough memory resources are available to complete this operation.",
  "VK_ERROR_OUT_OF_DEVICE_MEMORY",
  "RangeError: Array buffer allocation failed",
  "RangeError: Invalid typed array length: 9007199254740991",
  "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
  "mmap: Cannot allocate memory",
  "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 512.00 MiB on device 0: cudaMalloc failed",
  "Not enough VRAM to fit the model with the specified settings",
  "A context size of 4096 with 2 sequences is too large for the available RAM (including swap)",
  "A context size of 4096 is too large for the available VRAM and RAM",
  "A context size of 4096 is too large for the available resources",
];

const OTHER = [
  "Load model from x.onnx failed: Protobuf parsing failed.",
  "Invalid rank for input: image Got: 3 Expected: 4 Please fix either the inputs/outputs or the model.",
  "Failed to load shared library libonnxruntime_providers_cuda.so",
  "No available backend found: cuda",
  "CUDA error: an illegal memory access was encountered",
];

const withCode = (code: string): Error => Object.assign(new Error("no room"), { code });

describe("saysOutOfMemory", () => {
  test.each(OUT_OF_MEMORY)("sees it in: %s", (text) => {
    expect(saysOutOfMemory(text)).toBe(true);
  });

  test.each(OTHER)("does not see it in: %s", (text) => {
    expect(saysOutOfMemory(text)).toBe(false);
  });
});

describe("isOutOfMemory", () => {
  test.each(["ERR_OUT_OF_MEMORY", "ERR_BACKEND_MEMORY", "ENOMEM"])(
    "goes by the code %s",
    (code) => {
      expect(isOutOfMemory(withCode(code))).toBe(true);
    },
  );

  test("looks through the causes, and no further than they go", () => {
    const wrapped = new Error("a", {
      cause: new Error("b", { cause: new Error("bad allocation") }),
    });
    expect(isOutOfMemory(wrapped)).toBe(true);
    const round = new Error("a");
    round.cause = round;
    expect(isOutOfMemory(round)).toBe(false);
  });

  test.each([withCode("ENOENT"), "out of memory", undefined])("is false for %s", (error) => {
    expect(isOutOfMemory(error)).toBe(false);
  });
});
