import { systemClock, type Clock, type Millis } from "../clock.ts";
import type { RunCommand } from "./command.ts";
import { hostProbe } from "./host-probe.ts";
import { NvidiaPoller } from "./nvidia-poller.ts";
import { listNvidiaDevices, NvidiaProbe } from "./nvidia-probe.ts";
import type { HostProbe, Probe } from "./reading.ts";
import { runCommand } from "./run-command.ts";

/** How devices are looked for. */
export interface DiscoverOptions {
  readonly clock?: Clock;
  /** Further processes whose resident sets count as used on the host. */
  readonly pids?: () => readonly number[];
  readonly run?: RunCommand;
  /** For how long GPU figures are shared, and how long nvidia-smi may take: see `NvidiaPollerOptions`. */
  readonly maxAgeMs?: Millis;
  readonly timeLimitMs?: Millis;
}

/** The devices found. Disposing closes what the host's probe holds open. */
export interface Discovery extends Disposable {
  readonly host: HostProbe;
  /** The host first, then the GPUs. */
  readonly probes: readonly Probe[];
  /** Why devices that might be expected are not among them. */
  readonly notes: readonly string[];
}

/** Finds the host and each NVIDIA GPU. Never rejects: what cannot be asked is told in the notes. */
export async function discoverProbes(options: DiscoverOptions = {}): Promise<Discovery> {
  const { clock = systemClock, run = runCommand, pids, ...limits } = options;
  const host = hostProbe({ clock, ...(pids && { pids }) });
  const poller = new NvidiaPoller({ run, clock, ...limits });
  const nvidia = await listNvidiaDevices(poller);
  const gpus =
    nvidia.kind === "none" ? [] : nvidia.devices.map((gpu) => new NvidiaProbe(gpu, poller));
  return {
    host,
    probes: [host, ...gpus],
    notes: nvidia.kind === "none" ? [nvidia.reason] : nvidia.complaints,
    [Symbol.dispose]: () => host[Symbol.dispose](),
  };
}
