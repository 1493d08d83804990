import { spawnSync } from "node:child_process";

/** Whether there is a Python to compare with. Tests that need one skip where there is none. */
export const hasPython: boolean = spawnSync("python3", ["--version"]).status === 0;

const LOAD = "import json, pickle, sys; json.dump(pickle.load(sys.stdin.buffer), sys.stdout)";

/** What Python reads in a pickle. @throws Error with Python's own words when it cannot */
export function unpickled(content: Uint8Array): unknown {
  const { status, stdout, stderr } = spawnSync("python3", ["-c", LOAD], {
    input: content,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
