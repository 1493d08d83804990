import { didYouMean } from "@spillway/core";
import { UnknownDeviceError } from "./errors.ts";

/** An execution provider of ONNX Runtime: its name, with options where it takes any. */
export type ExecutionProvider =
  string | { readonly name: string; readonly [option: string]: string | number | boolean };

/**
 * The execution providers for a device: `host` is the processor, `cuda:1` the second NVIDIA GPU; likewise
 * `webgpu:0`, `dml:0`, `tensorrt:0`, `coreml`. The processor comes last and takes what the provider cannot.
 * Whether this machine has the device is not known before a model is opened on it.
 * @throws UnknownDeviceError for a device that ONNX Runtime has no provider for.
 */
export function providersFor(device: string): readonly ExecutionProvider[] {
  if (device === "host" || device === "cpu") return ["cpu"];
  const [, name = "", digits] = /^([a-z]+)(?::(\d{1,4}))?$/.exec(device) ?? [];
  const index = Number(digits ?? 0);
  if (INDEXED.has(name)) return [{ name, deviceId: index }, "cpu"];
  if (SINGLE.has(name) && index === 0) return [name, "cpu"];
  throw new UnknownDeviceError(device, KNOWN, meantDevice(device));
}

/** The name under which a device's memory is booked: `cpu` is the host, and a provider without a number its first device. */
export function deviceName(device: string): string {
  if (device === "cpu") return "host";
  return INDEXED.has(device) || SINGLE.has(device) ? `${device}:0` : device;
}

/** The providers of ONNX Runtime's binding for Node that take a device number. */
const INDEXED: ReadonlySet<string> = new Set(["cuda", "tensorrt", "dml"]);

/** Those that choose their device themselves, so that there is no second one. */
const SINGLE: ReadonlySet<string> = new Set(["webgpu", "coreml", "qnn"]);

const KNOWN: readonly string[] = [
  "host",
  ...[...INDEXED, ...SINGLE].map((provider) => `${provider}:0`),
];

/** The question for a name that is nearly one, its number kept where the provider takes numbers. */
function meantDevice(device: string): string | undefined {
  const number = /:\d{1,4}$/.exec(device)?.[0];
  if (number === undefined) return didYouMean(device, ["host", ...INDEXED, ...SINGLE]);
  const indexed = [...INDEXED].map((name) => name + number);
  return didYouMean(device, [...indexed, ...[...SINGLE].map((name) => `${name}:0`)]);
}
