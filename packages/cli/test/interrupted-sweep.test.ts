import { describe, expect, test } from "vitest";
import { spillway } from "./harness.ts";

describe.each([["SIGINT", 130] as const, ["SIGTERM", 143] as const])("%s", (signal, code) => {
  test.each([[[]], [["--json"]]])("during a sweep ends it with words %j", async (flags) => {
    const budgets = Array.from({ length: 30 }, (_, index) => 1 - index / 100).join(",");
    const argv = ["simulate", "resnet", "chain", "--budget", budgets, ...flags];
    const { exitCode, stdout, stderr } = await spillway(argv, {
      onListening: (send) => setImmediate(() => send(signal)),
    });
    expect(exitCode).toBe(code);
    expect(stderr).toContain(`error: ended by ${signal}`);
    if (flags.length === 0) expect(stdout).toBe("");
    else expect(JSON.parse(stdout)).toMatchObject({ error: { code: "ERR_INTERRUPTED" } });
  });

  test("while a trace is read from standard input ends that", async () => {
    const { exitCode, stderr } = await spillway(["simulate", "-"], {
      stdin: "never ends",
      onListening: (send) => queueMicrotask(() => send(signal)),
    });
    expect(exitCode).toBe(code);
    expect(stderr).toContain(`error: ended by ${signal}`);
  });
});
