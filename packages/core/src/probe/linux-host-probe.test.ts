import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LinuxHostProbe } from "./linux-host-probe.ts";
import {
  DOCKER_V1,
  DOCKER_V2,
  HYBRID,
  KUBERNETES_V2,
  MEMINFO,
  STATM,
  STATUS,
  STAT_V1,
  STAT_V2,
  type CgroupCapture,
} from "./testing/captures.ts";
import { FakeFiles } from "./testing/fake-files.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";

const V1 = "/sys/fs/cgroup/memory";
const V2 = "/sys/fs/cgroup";
const MEM_AVAILABLE = 24_392_060 * 1024;
const MEM_TOTAL = 24_684_084 * 1024;

interface Setting {
  readonly capture?: CgroupCapture;
  readonly texts?: Readonly<Record<string, string>>;
  readonly pids?: readonly number[];
}

/** A probe over captured files, which a test may change between readings. */
function arrange({ capture, texts = {}, pids = [] }: Setting = {}) {
  const files = new FakeFiles({
    "/proc/meminfo": MEMINFO,
    "/proc/self/statm": STATM,
    "/proc/self/status": STATUS,
    ...(capture && {
      "/proc/self/cgroup": capture.cgroup,
      "/proc/self/mountinfo": capture.mountinfo,
    }),
    ...texts,
  });
  const clock = new VirtualClock();
  const living = [...pids];
  const probe = new LinuxHostProbe({ files, clock, pids: () => living });
  return { files, clock, probe, living };
}

function level(directory: string, limit: number | "max", usage: number, stat = STAT_V2) {
  return {
    [`${directory}/memory.max`]: `${limit}\n`,
    [`${directory}/memory.current`]: `${usage}\n`,
    [`${directory}/memory.stat`]: stat,
  };
}

function levelV1(directory: string, limit: string, usage: number, stat = STAT_V1) {
  return {
    [`${directory}/memory.limit_in_bytes`]: `${limit}\n`,
    [`${directory}/memory.usage_in_bytes`]: `${usage}\n`,
    [`${directory}/memory.stat`]: stat,
  };
}

describe("the host without a cgroup limit", () => {
  test("shows MemAvailable, MemTotal and the resident set, with their sources and the time", () => {
    const { probe, clock } = arrange();
    clock.tick(5);
    expect(probe.read()).toEqual({
      device: "host",
      at: 5,
      used: { kind: "known", value: 15_715 * 4096, source: "/proc/self/statm resident", at: 5 },
      available: {
        kind: "known",
        value: MEM_AVAILABLE,
        source: "/proc/meminfo MemAvailable",
        at: 5,
      },
      total: { kind: "known", value: MEM_TOTAL, source: "/proc/meminfo MemTotal", at: 5 },
    });
  });

  test.each([
    ["version 2 says max", DOCKER_V2, level(V2, "max", 9e8)],
    ["version 1 says its largest number", DOCKER_V1, levelV1(V1, "9223372036854771712", 9e8)],
    ["version 2 has no memory files", DOCKER_V2, {}],
  ])("is the same when %s, and usage is not even read", (_, capture, texts) => {
    const { probe, files } = arrange({ capture, texts });
    expect(probe.read().available).toMatchObject({ value: MEM_AVAILABLE });
    expect(probe.read().total).toMatchObject({ value: MEM_TOTAL });
    expect(files.reads.filter((path) => /usage|current/.test(path))).toEqual([]);
  });

  test("says why when /proc/meminfo cannot be read", () => {
    const { probe, files } = arrange();
    files.texts.delete("/proc/meminfo");
    const reason = "/proc/meminfo cannot be read";
    expect(probe.read()).toMatchObject({
      available: { kind: "unknown", reason },
      total: { kind: "unknown", reason },
      used: { kind: "known" },
    });
  });

  test("says that used is unknown when /proc/self cannot be read, and knows it once it can", () => {
    const { probe, files } = arrange();
    files.texts.delete("/proc/self/status");
    expect(probe.read().used.kind).toBe("unknown");
    files.texts.set("/proc/self/status", STATUS);
    expect(probe.read().used.kind).toBe("known");
  });
});

describe("the host under a cgroup limit", () => {
  test("leaves the limit less the working set, in version 2", () => {
    const { probe } = arrange({ capture: DOCKER_V2, texts: level(V2, 2e9, 1.5e9) });
    const { available, total } = probe.read();
    expect(available).toEqual({
      kind: "known",
      value: 2e9 - (1.5e9 - 3e8),
      source: "cgroup v2 memory.max 2.00 GB - working set (/sys/fs/cgroup)",
      at: 0,
    });
    expect(total).toMatchObject({ value: 2e9, source: "cgroup v2 memory.max (/sys/fs/cgroup)" });
  });

  test("leaves the limit less the working set, in version 1", () => {
    const { probe } = arrange({ capture: DOCKER_V1, texts: levelV1(V1, "2000000000", 1.5e9) });
    expect(probe.read().available).toMatchObject({
      value: 2e9 - (1.5e9 - 69_142_144),
      source: "cgroup v1 memory.limit_in_bytes 2.00 GB - working set (/sys/fs/cgroup/memory)",
    });
  });

  test("takes the ancestor with the least room, and the ancestor with the least limit for the total", () => {
    const pod = `${V2}/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod7a1.slice`;
    const container = `${pod}/cri-containerd-4be.scope`;
    const texts = { ...level(container, 2e9, 5e8), ...level(pod, 3e9, 3.1e9) };
    const { available, total } = arrange({ capture: KUBERNETES_V2, texts }).probe.read();
    expect(available).toMatchObject({ value: 2e8 });
    expect(available.source).toContain(`(${pod})`);
    expect(total).toMatchObject({ value: 2e9, source: `cgroup v2 memory.max (${container})` });
  });

  test("does not read memory.stat while the limit leaves more than the machine has", () => {
    const { probe, files } = arrange({ capture: DOCKER_V2, texts: level(V2, 25e9, 1e6) });
    expect(probe.read().available.source).toBe("/proc/meminfo MemAvailable");
    expect(probe.read().total).toMatchObject({ value: 25e9 });
    expect(files.reads).not.toContain(`${V2}/memory.stat`);
  });

  test("leaves nothing when the working set has passed the limit", () => {
    const { probe } = arrange({ capture: DOCKER_V2, texts: level(V2, 1e9, 2e9) });
    expect(probe.read().available).toMatchObject({ kind: "known", value: 0 });
  });

  test("leaves all of the limit when the page cache seems larger than the usage", () => {
    const { probe } = arrange({ capture: DOCKER_V2, texts: level(V2, 1e9, 2e8) });
    expect(probe.read().available).toMatchObject({ value: 1e9 });
  });

  test("counts all of the usage when memory.stat cannot be read", () => {
    const { probe, files } = arrange({ capture: DOCKER_V2, texts: level(V2, 2e9, 1.5e9) });
    files.texts.delete(`${V2}/memory.stat`);
    expect(probe.read().available).toMatchObject({ value: 5e8 });
  });

  test("does not show the machine's memory when the usage cannot be read", () => {
    const { probe, files } = arrange({ capture: DOCKER_V2, texts: level(V2, 2e9, 1.5e9) });
    files.texts.delete(`${V2}/memory.current`);
    const { available, total } = probe.read();
    expect(available).toMatchObject({
      kind: "unknown",
      reason: "/sys/fs/cgroup/memory.current cannot be read",
    });
    expect(total).toMatchObject({ value: 2e9 });
  });

  test("does not show the machine's memory when a limit cannot be understood", () => {
    const texts = { ...level(V2, 2e9, 1.5e9), [`${V2}/memory.max`]: "2 GB\n" };
    const { available, total } = arrange({ capture: DOCKER_V2, texts }).probe.read();
    expect(available.kind).toBe("unknown");
    expect(total).toMatchObject({
      kind: "unknown",
      reason: '/sys/fs/cgroup/memory.max: the cgroup limit "2 GB" is no number',
    });
  });

  test("knows of a limit above a container from version 1's memory.stat", () => {
    const stat = STAT_V1.replace("limit 9223372036854771712", "limit 536870912");
    const texts = levelV1(V1, "9223372036854771712", 1e8, stat);
    const { available, total } = arrange({ capture: DOCKER_V1, texts }).probe.read();
    expect(total).toMatchObject({
      value: 536_870_912,
      source: "cgroup v1 memory.stat hierarchical_memory_limit (/sys/fs/cgroup/memory)",
    });
    expect(available).toMatchObject({ value: 536_870_912 - (1e8 - 69_142_144) });
  });

  test("takes the hidden limit only where it is below the visible ones", () => {
    const above = (limit: number) => {
      const stat = STAT_V1.replace("limit 9223372036854771712", `limit ${limit}`);
      const texts = levelV1(V1, "2000000000", 1e8, stat);
      return arrange({ capture: DOCKER_V1, texts }).probe.read().total;
    };
    expect(above(536_870_912)).toMatchObject({ value: 536_870_912 });
    expect(above(2_000_000_000).source).toContain("memory.limit_in_bytes");
  });

  test("falls back to the mount point when the path of the process is not visible", () => {
    const texts = levelV1(V1, "1000000000", 5e8);
    const { total } = arrange({ capture: HYBRID, texts }).probe.read();
    expect(total).toMatchObject({ value: 1e9 });
  });

  test("lets the cgroup stand alone when MemAvailable is missing", () => {
    const meminfo = MEMINFO.replace(/MemAvailable.*\n/, "");
    const texts = { ...level(V2, 2e9, 1.5e9), "/proc/meminfo": meminfo };
    expect(arrange({ capture: DOCKER_V2, texts }).probe.read().available).toMatchObject({
      value: 8e8,
    });
  });
});

describe("limits over time", () => {
  test("are read again once a second, the usage each time", () => {
    const { probe, files, clock } = arrange({ capture: DOCKER_V2, texts: level(V2, 2e9, 1.5e9) });
    probe.read();
    files.texts.set(`${V2}/memory.max`, "1000000000\n");
    files.texts.set(`${V2}/memory.current`, "1600000000\n");
    clock.tick(999);
    expect(probe.read()).toMatchObject({
      available: { value: 7e8, at: 999 },
      total: { value: 2e9, at: 0 },
    });
    clock.tick(1);
    expect(probe.read()).toMatchObject({
      available: { value: 0 },
      total: { value: 1e9, at: 1000 },
    });
  });

  test("follow a process that is moved, and let go of the old cgroup's files", () => {
    const texts = { ...level(`${V2}/a`, 2e9, 1.5e9), ...level(`${V2}/b`, 3e9, 1.5e9) };
    const capture = { ...DOCKER_V2, cgroup: "0::/a\n" };
    const { probe, files, clock } = arrange({ capture, texts });
    expect(probe.read().total).toMatchObject({ value: 2e9 });
    files.texts.set("/proc/self/cgroup", "0::/b\n");
    clock.tick(1000);
    expect(probe.read().total).toMatchObject({ value: 3e9 });
    expect([...files.held].filter((path) => path.startsWith(`${V2}/a/`))).toEqual([]);
  });

  test("between two looks cost one read of the usage and one of memory.stat", () => {
    const { probe, files } = arrange({ capture: DOCKER_V2, texts: level(V2, 2e9, 1.5e9) });
    probe.read();
    files.takeReads();
    probe.read();
    expect(files.takeReads()).toEqual([
      "/proc/self/statm",
      "/proc/meminfo",
      `${V2}/memory.current`,
      `${V2}/memory.stat`,
    ]);
  });
});

describe("holders", () => {
  test("count with their resident sets, and with nothing once they have ended", () => {
    const { probe, files } = arrange({
      pids: [41, 42, 43],
      texts: { "/proc/41/statm": "900 100 0 0 0 0 0\n", "/proc/43/statm": "0 0 0 0 0 0 0\n" },
    });
    expect(probe.read().used).toMatchObject({
      value: (15_715 + 100) * 4096,
      source: "/proc/<pid>/statm resident, this process and its holders",
    });
    files.texts.delete("/proc/41/statm");
    expect(probe.read().used).toMatchObject({ value: 15_715 * 4096 });
  });

  test("are let go of when they are no longer named", () => {
    const texts = { "/proc/41/statm": "900 100 0 0 0 0 0\n" };
    const { probe, files, living } = arrange({ pids: [41], texts });
    probe.read();
    expect(files.held).toContain("/proc/41/statm");
    living.length = 0;
    probe.read();
    expect(files.held).not.toContain("/proc/41/statm");
  });
});

describe("the smallest wins", () => {
  const ancestors = fc.array(
    fc.record({
      limit: fc.option(fc.integer({ min: 0, max: 5e10 }), { nil: "max" as const }),
      usage: fc.integer({ min: 0, max: 5e10 }),
      inactive: fc.integer({ min: 0, max: 5e10 }),
    }),
    { maxLength: 5 },
  );

  test("over the machine and every limited ancestor, as a plain minimum finds it", () => {
    fc.assert(
      fc.property(ancestors, (levels) => {
        const paths = levels.map((_, i) => V2 + "/g".repeat(i + 1));
        const texts = levels.reduce(
          (all, { limit, usage, inactive }, i) => ({
            ...all,
            ...level(paths[i]!, limit, usage, `inactive_file ${inactive}\n`),
          }),
          {},
        );
        const cgroup = `0::${"/g".repeat(levels.length) || "/"}\n`;
        const capture = { ...DOCKER_V2, cgroup };
        const { probe } = arrange({ capture, texts });
        const limited = levels.flatMap((l) =>
          l.limit === "max" ? [] : [{ ...l, limit: l.limit }],
        );
        const rooms = limited.map(({ limit, usage, inactive }) =>
          Math.max(0, limit - Math.max(0, usage - inactive)),
        );
        const { available, total } = probe.read();
        expect(available).toMatchObject({ value: Math.min(MEM_AVAILABLE, ...rooms) });
        expect(total).toMatchObject({ value: Math.min(MEM_TOTAL, ...limited.map((l) => l.limit)) });
      }),
    );
  });
});
