import type { Bytes, DeviceDescription } from "@spillway/core";

/** A package with native code, and whether it loads here. */
export interface PackageStatus {
  readonly name: string;
  readonly purpose: string;
  readonly status: "loads" | "missing" | "broken";
  readonly version?: string;
  /** The version that this command was made for. */
  readonly required: string;
  readonly problem?: string;
  /** The command that mends it. */
  readonly install?: string;
}

/** A device, its figures, and what the configuration allows on it. */
export interface ProbedDevice extends DeviceDescription {
  readonly budget?: Bytes;
}

/** What `spillway probe --json` prints. */
export interface ProbeOutput {
  /** Version. */
  readonly spillway: string;
  /** Version. */
  readonly node: string;
  /** The versions of Node that it runs on. */
  readonly nodeRequired: string;
  /** Operating system, processor and C library. */
  readonly platform: string;
  /** The configuration file in force. */
  readonly config?: string;
  readonly devices: readonly ProbedDevice[];
  /** Why devices that might be expected are not listed. */
  readonly notes: readonly string[];
  readonly packages: readonly PackageStatus[];
}
