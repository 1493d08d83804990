import { discoverProbes } from "@spillway/core/node";
import { providersFor, UnknownDeviceError as NoProviderError } from "@spillway/onnx";
import { findDevice } from "./find-device.ts";

/**
 * Checks that models could run on a device, before anything is loaded. Of the devices that probes cannot see, such as
 * `webgpu:0`, those are let through that ONNX Runtime has a provider for.
 * @throws UnknownDeviceError
 */
export async function requireDevice(device: string): Promise<void> {
  if (device === "host" || (!isProbed(device) && hasProvider(device))) return;
  using discovery = await discoverProbes();
  findDevice(discovery, device);
}

/** Devices of which the probes know whether they are there. */
function isProbed(device: string): boolean {
  return device.startsWith("cuda:");
}

function hasProvider(device: string): boolean {
  try {
    return providersFor(device).length > 0;
  } catch (error) {
    if (error instanceof NoProviderError) return false;
    throw error;
  }
}
