export { loadPluginModules } from "./plugin/load-modules.ts";
export type {
  LoadPluginModulesOptions,
  LoadedPluginModule,
  PluginSink,
} from "./plugin/load-modules.ts";
export type { CommandResult, RunCommand } from "./probe/command.ts";
export { discoverProbes } from "./probe/discover.ts";
export type { DiscoverOptions, Discovery } from "./probe/discover.ts";
export { hostProbe } from "./probe/host-probe.ts";
export type { HostProbeOptions } from "./probe/host-probe.ts";
export { NvidiaPoller } from "./probe/nvidia-poller.ts";
export type { GpuSnapshot, NvidiaPollerOptions } from "./probe/nvidia-poller.ts";
export { NvidiaProbe, listNvidiaDevices } from "./probe/nvidia-probe.ts";
export type { NvidiaDevice, NvidiaDevices } from "./probe/nvidia-probe.ts";
export { runCommand } from "./probe/run-command.ts";
