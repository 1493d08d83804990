import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { hostProbe } from "./host-probe.ts";
import { readingValues } from "./variables.ts";

describe("hostProbe on this machine", () => {
  test("gives plausible figures", () => {
    using probe = hostProbe();
    const { used, available, total } = readingValues(probe.read());
    expect(used).toBeGreaterThan(10e6);
    expect(available).toBeGreaterThan(0);
    expect(total).toBeGreaterThanOrEqual(available as number);
  });

  test("agrees with Node on the resident set, to a tenth", () => {
    using probe = hostProbe();
    const used = readingValues(probe.read()).used as number;
    expect(used / process.memoryUsage.rss()).toBeCloseTo(1, 1);
  });

  test.skipIf(process.platform !== "linux")("counts a child process while it lives", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await once(child, "spawn");
    using alone = hostProbe();
    using together = hostProbe({ pids: () => [child.pid ?? 0] });
    expect(together.read().used).toMatchObject({
      source: expect.stringContaining("holders") as unknown,
    });
    const own = readingValues(alone.read()).used as number;
    expect(readingValues(together.read()).used).toBeGreaterThan(own);
    child.kill("SIGKILL");
    await once(child, "close");
    const after = readingValues(together.read()).used as number;
    expect(after / (readingValues(alone.read()).used as number)).toBeCloseTo(1, 1);
  });
});
