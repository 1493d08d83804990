import { totalmem } from "node:os";
import { memoryUsage, platform as currentPlatform } from "node:process";
import { systemClock, type Clock } from "../clock.ts";
import { KeptOpenFiles } from "./kept-open-files.ts";
import { LinuxHostProbe } from "./linux-host-probe.ts";
import { PortableHostProbe, type RuntimeMemory } from "./portable-host-probe.ts";
import type { HostProbe } from "./reading.ts";

/** What the probe of the machine reads besides the machine. */
export interface HostProbeOptions {
  readonly clock?: Clock;
  /** Further processes whose resident sets count as used. Linux only: elsewhere Node cannot ask. */
  readonly pids?: () => readonly number[];
}

const NODE_MEMORY: RuntimeMemory = {
  rss: () => memoryUsage.rss(),
  available: () => process.availableMemory(),
  total: () => totalmem(),
  constrained: () => process.constrainedMemory(),
};

/** The probe of the machine this runs on. The caller disposes it. */
export function hostProbe({ clock = systemClock, pids }: HostProbeOptions = {}): HostProbe {
  if (currentPlatform === "linux") {
    return new LinuxHostProbe({ files: new KeptOpenFiles(), clock, ...(pids && { pids }) });
  }
  return new PortableHostProbe({ memory: NODE_MEMORY, clock, platform: currentPlatform });
}
