import { formatBytes } from "../bytes.ts";
import type { Millis } from "../clock.ts";
import {
  CGROUP_NAMES,
  parseCgroupLimit,
  parseCgroupUsage,
  parseHierarchicalLimit,
  parseInactiveFile,
  workingSet,
} from "./cgroup.ts";
import { locateMemoryCgroup } from "./cgroup-location.ts";
import type { ProcFiles } from "./proc-files.ts";
import { known, unknown, type Figure } from "./reading.ts";

/** A cgroup above this process, or its own, that sets a limit. The sources are written once, not with each reading. */
interface LimitedLevel {
  readonly limit: number;
  readonly limitSource: string;
  readonly roomSource: string;
  readonly usagePath: string;
  readonly statPath: string;
}

interface Place {
  readonly version: 1 | 2;
  readonly directories: readonly string[];
}

const MEMBERSHIP = "/proc/self/cgroup";
const MOUNTS = "/proc/self/mountinfo";
const LIMITS = "cgroup limits";

/** Limits change by an administrator's hand; a second is soon enough to notice. */
const LIMITS_MAX_AGE: Millis = 1000;

/**
 * What the memory cgroups of this process, version 1 or 2, leave it. Every limited ancestor counts with its own
 * usage: a pod's limit may be nearer than the container's smaller one when a neighbour fills the pod.
 */
export class CgroupMemory {
  readonly #files: ProcFiles;
  #membership: string | undefined;
  #place: Place | undefined;
  #levels: readonly LimitedLevel[] = [];
  /** Why a limit that exists could not be read. What it allows is then unknown, not unlimited. */
  #unreadable: string | undefined;
  #limitsAt: Millis = -Infinity;

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  /** Looks again for the cgroup and its limits if that was more than a second ago. */
  refresh(now: Millis): void {
    if (now - this.#limitsAt < LIMITS_MAX_AGE) return;
    this.#limitsAt = now;
    this.#follow();
    this.#levels = this.#place === undefined ? [] : this.#limitedLevels(this.#place);
  }

  /** The smallest limit, if it is below `ceiling`; unknown when a limit cannot be read. */
  limit(ceiling: number): Figure | undefined {
    if (this.#unreadable !== undefined) {
      return unknown(this.#unreadable, LIMITS, this.#limitsAt);
    }
    let lowest: LimitedLevel | undefined;
    for (const level of this.#levels) {
      if (level.limit < (lowest?.limit ?? ceiling)) lowest = level;
    }
    return lowest && known(lowest.limit, lowest.limitSource, this.#limitsAt);
  }

  /**
   * The smallest room (limit less working set) over the limited levels, if it is below `ceiling`. A level whose
   * limit less its whole usage is no smaller than what was found so far cannot win, and its memory.stat is not read.
   * Unknown when a level cannot say its limit or what it uses.
   */
  room(ceiling: number, now: Millis): Figure | undefined {
    if (this.#unreadable !== undefined) return unknown(this.#unreadable, LIMITS, now);
    let lowest = ceiling;
    let source: string | undefined;
    for (const level of this.#levels) {
      const usage = this.#usage(level);
      if (usage === undefined) {
        return unknown(`${level.usagePath} cannot be read`, level.roomSource, now);
      }
      if (level.limit - usage >= lowest) continue;
      const room = Math.max(0, level.limit - workingSet(usage, this.#inactiveFile(level)));
      if (room >= lowest) continue;
      lowest = room;
      source = level.roomSource;
    }
    return source === undefined ? undefined : known(lowest, source, now);
  }

  /** A process may be moved while it runs (systemd scopes, job schedulers). */
  #follow(): void {
    const membership = this.#files.read(MEMBERSHIP);
    if (membership === this.#membership) return;
    this.#membership = membership;
    this.#forgetPlace();
    this.#unreadable = undefined;
    if (membership === undefined) return;
    const location = locateMemoryCgroup(membership, this.#files.readOnce(MOUNTS) ?? "");
    if (location === undefined) return;
    const { version, directories } = location;
    const { limit } = CGROUP_NAMES[version];
    const present = directories.filter(
      (path) => this.#files.read(`${path}/${limit}`) !== undefined,
    );
    this.#place = { version, directories: present };
  }

  #forgetPlace(): void {
    if (this.#place === undefined) return;
    const { version, directories } = this.#place;
    const { limit, usage, stat } = CGROUP_NAMES[version];
    for (const path of directories) {
      for (const name of [limit, usage, stat]) this.#files.forget(`${path}/${name}`);
    }
    this.#place = undefined;
  }

  #limitedLevels({ version, directories }: Place): readonly LimitedLevel[] {
    const levels: LimitedLevel[] = [];
    const file = CGROUP_NAMES[version].limit;
    this.#unreadable = undefined;
    for (const path of directories) {
      const limit = parseCgroupLimit(this.#files.read(`${path}/${file}`) ?? "");
      if (limit.kind === "known") levels.push(limitedLevel(version, path, limit.value, file));
      if (limit.kind === "unknown") this.#unreadable = `${path}/${file}: ${limit.reason}`;
    }
    const hidden = version === 1 ? this.#hiddenLimit(directories[0], levels) : undefined;
    return hidden === undefined ? levels : [...levels, hidden];
  }

  /** A container may not see its ancestors' directories, but version 1 tells their smallest limit all the same. */
  #hiddenLimit(own: string | undefined, seen: readonly LimitedLevel[]): LimitedLevel | undefined {
    if (own === undefined) return undefined;
    const limit = parseHierarchicalLimit(this.#files.read(`${own}/memory.stat`) ?? "");
    if (limit === undefined || seen.some((level) => level.limit <= limit)) return undefined;
    return limitedLevel(1, own, limit, "memory.stat hierarchical_memory_limit");
  }

  #usage({ usagePath }: LimitedLevel): number | undefined {
    const text = this.#files.read(usagePath);
    return text === undefined ? undefined : parseCgroupUsage(text);
  }

  /** Without memory.stat all of the usage counts as working set: less room than there is, never more. */
  #inactiveFile({ statPath }: LimitedLevel): number {
    const text = this.#files.read(statPath);
    const version = this.#place?.version;
    if (text === undefined || version === undefined) return 0;
    return parseInactiveFile(text, version) ?? 0;
  }
}

function limitedLevel(
  version: 1 | 2,
  directory: string,
  limit: number,
  limitName: string,
): LimitedLevel {
  const { usage, stat } = CGROUP_NAMES[version];
  const named = `cgroup v${version} ${limitName}`;
  return {
    limit,
    limitSource: `${named} (${directory})`,
    roomSource: `${named} ${formatBytes(limit)} - working set (${directory})`,
    usagePath: `${directory}/${usage}`,
    statPath: `${directory}/${stat}`,
  };
}
