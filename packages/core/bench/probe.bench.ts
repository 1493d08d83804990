import { bench, describe } from "vitest";
import { systemClock } from "../src/clock.ts";
import { hostProbe } from "../src/probe/host-probe.ts";
import { KeptOpenFiles } from "../src/probe/kept-open-files.ts";
import { LinuxHostProbe } from "../src/probe/linux-host-probe.ts";
import { parseMeminfo } from "../src/probe/meminfo.ts";
import { narrowReading } from "../src/probe/narrow.ts";
import type { ProcFiles } from "../src/probe/proc-files.ts";
import { bytes } from "../src/bytes.ts";
import { readingValues } from "../src/probe/variables.ts";

const LIMIT_FILE = /memory\.(limit_in_bytes|max)$/;

/** The machine's own files, but its `levels` innermost cgroups have a limit so low that it wins: usage and stat are read. */
class LimitedFiles implements ProcFiles {
  readonly #files = new KeptOpenFiles();
  readonly #limited = new Set<string>();
  readonly #levels: number;

  constructor(levels: number) {
    this.#levels = levels;
  }

  read(path: string): string | undefined {
    const text = this.#files.read(path);
    if (text === undefined || !LIMIT_FILE.test(path)) return text;
    if (this.#limited.size < this.#levels) this.#limited.add(path);
    return this.#limited.has(path) ? "268435456\n" : text;
  }

  readOnce(path: string): string | undefined {
    return this.#files.readOnce(path);
  }

  forget(path: string): void {
    this.#files.forget(path);
  }

  [Symbol.dispose](): void {
    this.#files[Symbol.dispose]();
  }
}

function limitedProbe(levels: number): LinuxHostProbe {
  return new LinuxHostProbe({ files: new LimitedFiles(levels), clock: systemClock });
}

describe.skipIf(process.platform !== "linux")("host reading", () => {
  const host = hostProbe();
  const family = hostProbe({ pids: () => [process.ppid] });
  const limited = limitedProbe(1);
  const nested = limitedProbe(2);
  const budget = { budget: bytes(512_000_000), placed: 100_000_000, source: "--memory 512MB" };

  bench("this machine", () => {
    host.read();
  });
  bench("with the resident set of one more process", () => {
    family.read();
  });
  bench("under a cgroup limit that wins", () => {
    limited.read();
  });
  bench("under two cgroup limits, one inside the other", () => {
    nested.read();
  });
  bench("narrowed by a budget, as variables", () => {
    readingValues(narrowReading(host.read(), budget));
  });
  bench("process.memoryUsage.rss(), for comparison", () => {
    process.memoryUsage.rss();
  });
});

describe.skipIf(process.platform !== "linux")("parsing", () => {
  const files = new KeptOpenFiles();
  const meminfo = files.read("/proc/meminfo") ?? "";

  bench("/proc/meminfo", () => {
    parseMeminfo(meminfo);
  });
});
