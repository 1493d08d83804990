import type { Millis } from "../clock.ts";
import type { GpuSnapshot, NvidiaPoller } from "./nvidia-poller.ts";
import { NVIDIA_SMI, type GpuRow } from "./nvidia-smi.ts";
import { stamp, unknownReading, type Probe, type Reading } from "./reading.ts";

/** A GPU that nvidia-smi lists, and the name it has here. */
export interface NvidiaDevice {
  /** `cuda:` and nvidia-smi's index. */
  readonly device: string;
  readonly index: number;
  readonly name: string;
  readonly uuid: string | undefined;
}

/** The GPUs of this machine, or why none can be listed. */
export type NvidiaDevices =
  | {
      readonly kind: "devices";
      readonly devices: readonly NvidiaDevice[];
      readonly complaints: readonly string[];
    }
  | { readonly kind: "none"; readonly reason: string };

/** Lists the GPUs, in nvidia-smi's order. Never rejects. */
export async function listNvidiaDevices(poller: NvidiaPoller): Promise<NvidiaDevices> {
  const { listing } = await poller.read();
  if (listing.kind === "none") return listing;
  const devices = listing.gpus.map(({ index, name, uuid }) => ({
    device: `cuda:${index}`,
    index,
    name,
    uuid,
  }));
  return { kind: "devices", devices, complaints: listing.complaints };
}

/**
 * One NVIDIA GPU, the memory of all processes counted: used is memory.used, available memory.free, total memory.total.
 * Its identity is the UUID where it has one, so it never shows another GPU's figures after one has fallen off the bus.
 */
export class NvidiaProbe implements Probe {
  readonly device: string;
  readonly label: string;
  readonly #gpu: NvidiaDevice;
  readonly #poller: NvidiaPoller;

  constructor(gpu: NvidiaDevice, poller: NvidiaPoller) {
    this.device = gpu.device;
    this.label = gpu.name;
    this.#gpu = gpu;
    this.#poller = poller;
  }

  async read(notBefore?: Millis): Promise<Reading> {
    return gpuReading(this.#gpu, await this.#poller.read(notBefore));
  }
}

/** What a snapshot says of one GPU. */
function gpuReading(wanted: NvidiaDevice, { listing, at }: GpuSnapshot): Reading {
  const { device, index, uuid } = wanted;
  if (listing.kind === "none") return unknownReading(device, listing.reason, NVIDIA_SMI, at);
  const row = listing.gpus.find((gpu) =>
    uuid === undefined ? gpu.index === index : gpu.uuid === uuid,
  );
  if (row !== undefined) return rowReading(device, row, at);
  const said = listing.complaints.map((line) => `; it said: ${line}`).join("");
  const reason = `nvidia-smi no longer lists ${uuid ?? `GPU ${index}`}${said}`;
  return unknownReading(device, reason, NVIDIA_SMI, at);
}

function rowReading(device: string, { used, free, total }: GpuRow, at: Millis): Reading {
  return {
    device,
    at,
    used: stamp(used, "nvidia-smi memory.used (all processes)", at),
    available: stamp(free, "nvidia-smi memory.free", at),
    total: stamp(total, "nvidia-smi memory.total", at),
  };
}
