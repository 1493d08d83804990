import { describe, expect, test } from "vitest";
import { PortableHostProbe, type RuntimeMemory } from "./portable-host-probe.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";

function read(platform: string, change: Partial<RuntimeMemory> = {}) {
  const memory: RuntimeMemory = {
    rss: () => 1e8,
    available: () => 4e9,
    total: () => 16e9,
    constrained: () => 0,
    ...change,
  };
  return new PortableHostProbe({ memory, clock: new VirtualClock(), platform }).read();
}

describe("PortableHostProbe", () => {
  test("says on macOS that available means free pages only", () => {
    expect(read("darwin")).toMatchObject({
      device: "host",
      used: { value: 1e8, source: "process.memoryUsage.rss" },
      available: { value: 4e9, source: expect.stringContaining("free pages only") as unknown },
      total: { value: 16e9, source: "os.totalmem" },
    });
  });

  test("says on Windows that available is the physical memory", () => {
    expect(read("win32").available.source).toContain("available physical memory");
  });

  test("takes a constraint below the total for the total", () => {
    const { total } = read("freebsd", { constrained: () => 2e9 });
    expect(total).toMatchObject({ value: 2e9, source: "process.constrainedMemory" });
  });

  test("ignores the constraint that means none", () => {
    const { total } = read("freebsd", { constrained: () => 2 ** 64 });
    expect(total).toMatchObject({ value: 16e9 });
  });

  test("does not take the 0 of an unanswered question for a size", () => {
    expect(read("aix", { total: () => 0 }).total.kind).toBe("unknown");
  });
});
