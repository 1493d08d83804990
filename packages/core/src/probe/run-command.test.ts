import { describe, expect, test } from "vitest";
import { runCommand } from "./run-command.ts";

function node(script: string, signal: AbortSignal = new AbortController().signal) {
  return runCommand(process.execPath, ["-e", script], { signal });
}

describe("runCommand", () => {
  test("gives the exit code and both outputs", async () => {
    const script = "process.stdout.write('é'); process.stderr.write('err'); process.exitCode = 9";
    expect(await node(script)).toEqual({ kind: "exited", code: 9, stdout: "é", stderr: "err" });
  });

  test("says that a program is missing", async () => {
    const { signal } = new AbortController();
    const result = await runCommand("no-such-program-of-any-name", [], { signal });
    expect(result).toEqual({ kind: "not-started", reason: "ENOENT" });
  });

  test("kills the program on abort, and settles when it has ended", async () => {
    const abort = new AbortController();
    const running = node("setInterval(() => {}, 1000)", abort.signal);
    abort.abort();
    expect(await running).toMatchObject({ kind: "exited", code: undefined });
  });

  test("kills the program at once if the abort came first", async () => {
    expect(await node("setInterval(() => {}, 1000)", AbortSignal.abort())).toMatchObject({
      kind: "exited",
      code: undefined,
    });
  });

  test("ends a program that prints without end", async () => {
    const result = await node("for (;;) require('node:fs').writeSync(1, 'x'.repeat(65536))");
    expect(result).toMatchObject({ kind: "exited", code: undefined });
  });
});
