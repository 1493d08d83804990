import type { Probe } from "@spillway/core";
import type { Discovery } from "@spillway/core/node";
import { UnknownDeviceError } from "../failure/cli-errors.ts";

/** The probe of a device by name. @throws UnknownDeviceError that names those found. */
export function findDevice({ probes, notes }: Discovery, device: string): Probe {
  const probe = probes.find((each) => each.device === device);
  if (probe !== undefined) return probe;
  const found = probes.map((each) => each.device);
  throw new UnknownDeviceError(device, found, notes);
}
