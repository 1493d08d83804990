import type { CommandResult, RunCommand } from "../command.ts";
import { NvidiaPoller } from "../nvidia-poller.ts";
import { VirtualClock } from "../../testing/virtual-clock.ts";

export const TWO_GPUS = `0, NVIDIA H200, GPU-a, 143771, 521, 142634
1, NVIDIA H200, GPU-b, 143771, 1, 143154
`;

interface Call {
  readonly command: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  readonly finish: (result: CommandResult) => void;
  readonly fail: (error: Error) => void;
}

/** A poller whose processes end when the test says so. */
export function heldPoller() {
  const clock = new VirtualClock();
  const calls: Call[] = [];
  const run: RunCommand = (command, args, { signal }) =>
    new Promise((finish, fail) => {
      calls.push({ command, args, signal, finish, fail });
    });
  return { clock, calls, poller: new NvidiaPoller({ run, clock, timeLimitMs: 2000 }) };
}

export function exited(stdout: string, code = 0, stderr = ""): CommandResult {
  return { kind: "exited", code, stdout, stderr };
}
