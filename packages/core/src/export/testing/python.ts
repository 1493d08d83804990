import { spawnSync } from "node:child_process";

/** Whether there is a Python to compare with. Tests that need one skip where there is none. */
export const hasPython: boolean = spawnSync("python3", ["--version"]).status === 0;

const OPCODES =
  "import json, pickletools, sys; " +
  "json.dump(sorted({op.name for op, _, _ in pickletools.genops(sys.stdin.buffer.read())}), sys.stdout)";

/** The names of the opcodes that Python finds in a pickle. */
export function opcodesIn(content: Uint8Array): unknown {
  return JSON.parse(python(OPCODES, content));
}

const LOAD = "import json, pickle, sys; json.dump(pickle.load(sys.stdin.buffer), sys.stdout)";

/** What Python reads in a pickle. @throws Error with Python's own words when it cannot */
export function unpickled(content: Uint8Array): unknown {
  return JSON.parse(python(LOAD, content));
}

function python(program: string, content: Uint8Array): string {
  const { status, stdout, stderr } = spawnSync("python3", ["-c", program], {
    input: content,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
