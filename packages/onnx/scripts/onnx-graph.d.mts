import type { ModelProto } from "onnx-buf";

/** The bytes of the file. */
export function serialize(made: ModelProto): Uint8Array;
