/** The part of `node:diagnostics_channel` that is used. */
interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

interface DiagnosticsChannel {
  channel(name: string): Channel;
}

const silent: Channel = { hasSubscribers: false, publish: () => undefined };

/**
 * A diagnostics channel, or a silent one where the platform has none. Taken from the running platform rather than
 * imported, so that core loads in a browser.
 */
export function diagnosticsChannel(name: string): Channel {
  const platform: unknown = Reflect.get(globalThis, "process");
  if (!hasBuiltins(platform)) return silent;
  const diagnostics = platform.getBuiltinModule("node:diagnostics_channel");
  return isDiagnosticsChannel(diagnostics) ? diagnostics.channel(name) : silent;
}

function hasBuiltins(platform: unknown): platform is { getBuiltinModule(id: string): unknown } {
  return typeof platform === "object" && platform !== null && "getBuiltinModule" in platform;
}

function isDiagnosticsChannel(module: unknown): module is DiagnosticsChannel {
  return typeof module === "object" && module !== null && "channel" in module;
}
