import type { ExecutionProvider } from "./execution-providers.ts";
import type { GraphOptimization, SessionSettings } from "./session-holder.ts";

/** The part of ONNX Runtime's session options that is used here. */
export interface RuntimeOptions {
  readonly executionProviders: readonly ExecutionProvider[];
  readonly graphOptimizationLevel: GraphOptimization;
  readonly enableCpuMemArena: boolean;
  readonly intraOpNumThreads?: number;
  /** 4 prints what is fatal alone. */
  readonly logSeverityLevel?: 4;
}

/** ONNX Runtime's words for a session's settings. */
export function runtimeOptions(settings: SessionSettings): RuntimeOptions {
  const options = {
    executionProviders: settings.executionProviders ?? ["cpu"],
    graphOptimizationLevel: settings.graphOptimization ?? "all",
    enableCpuMemArena: settings.cpuMemArena ?? false,
  };
  return settings.threads === undefined
    ? options
    : { ...options, intraOpNumThreads: settings.threads };
}
