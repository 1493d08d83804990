import type { Clock, Millis } from "../clock.ts";
import { CgroupMemory } from "./cgroup-memory.ts";
import { parseMeminfo, type Meminfo } from "./meminfo.ts";
import type { ProcFiles } from "./proc-files.ts";
import { known, stamp, unknown, type Figure, type HostProbe, type Reading } from "./reading.ts";
import { pageSizeFrom, parseStatm } from "./resident-set.ts";

const MEMINFO = "/proc/meminfo";
const STATM = "/proc/self/statm";
const STATUS = "/proc/self/status";

const OWN_RSS = "/proc/self/statm resident";
const GROUP_RSS = "/proc/<pid>/statm resident, this process and its holders";
const MEM_AVAILABLE = "/proc/meminfo MemAvailable";
const MEM_TOTAL = "/proc/meminfo MemTotal";

const NO_MEMINFO: Meminfo = {
  total: { kind: "unknown", reason: "/proc/meminfo cannot be read" },
  available: { kind: "unknown", reason: "/proc/meminfo cannot be read" },
};

export interface LinuxHostOptions {
  readonly files: ProcFiles;
  readonly clock: Clock;
  /** Further processes whose resident sets count as used: holders, never this process itself. */
  readonly pids?: () => readonly number[];
}

/**
 * The host as Linux shows it: used is the resident set of this process and its holders; available and total are the
 * smaller of what the machine and the memory cgroups leave, and the figure's source says which.
 */
export class LinuxHostProbe implements HostProbe {
  readonly device = "host";
  readonly #files: ProcFiles;
  readonly #clock: Clock;
  readonly #cgroup: CgroupMemory;
  readonly #pids: () => readonly number[];
  readonly #statmPaths = new Map<number, string>();
  #pageSize: number | undefined;

  constructor({ files, clock, pids = () => [] }: LinuxHostOptions) {
    this.#files = files;
    this.#clock = clock;
    this.#pids = pids;
    this.#cgroup = new CgroupMemory(files);
  }

  read(): Reading {
    const at = this.#clock.now();
    const used = this.#used(at);
    const text = this.#files.read(MEMINFO);
    const { available, total } = text === undefined ? NO_MEMINFO : parseMeminfo(text);
    this.#cgroup.refresh(at);
    const ceiling = available.kind === "known" ? available.value : Infinity;
    const limit = total.kind === "known" ? total.value : Infinity;
    return {
      device: this.device,
      at,
      used,
      available: this.#cgroup.room(ceiling, at) ?? stamp(available, MEM_AVAILABLE, at),
      total: this.#cgroup.limit(limit) ?? stamp(total, MEM_TOTAL, at),
    };
  }

  [Symbol.dispose](): void {
    this.#files[Symbol.dispose]();
  }

  #used(at: Millis): Figure {
    const statm = this.#files.read(STATM);
    const own = statm === undefined ? undefined : parseStatm(statm);
    const pageSize = this.#pageBytes(statm);
    if (own === undefined || pageSize === undefined) {
      return unknown("/proc/self/statm and /proc/self/status cannot be read", OWN_RSS, at);
    }
    const pids = this.#pids();
    const pages = own + this.#residentPages(pids);
    return known(pages * pageSize, pids.length === 0 ? OWN_RSS : GROUP_RSS, at);
  }

  /** Node does not say the page size, so it is found once. */
  #pageBytes(statm: string | undefined): number | undefined {
    if (this.#pageSize !== undefined || statm === undefined) return this.#pageSize;
    const status = this.#files.readOnce(STATUS);
    if (status !== undefined) this.#pageSize = pageSizeFrom(statm, status);
    return this.#pageSize;
  }

  /** A process that has ended occupies nothing. */
  #residentPages(pids: readonly number[]): number {
    let pages = 0;
    for (const pid of pids) {
      const statm = this.#files.read(this.#statmPath(pid));
      if (statm !== undefined) pages += parseStatm(statm) ?? 0;
    }
    if (this.#statmPaths.size > pids.length) this.#forgetAllBut(pids);
    return pages;
  }

  #statmPath(pid: number): string {
    const path = this.#statmPaths.get(pid) ?? `/proc/${pid}/statm`;
    this.#statmPaths.set(pid, path);
    return path;
  }

  #forgetAllBut(pids: readonly number[]): void {
    for (const [pid, path] of this.#statmPaths) {
      if (pids.includes(pid)) continue;
      this.#statmPaths.delete(pid);
      this.#files.forget(path);
    }
  }
}
