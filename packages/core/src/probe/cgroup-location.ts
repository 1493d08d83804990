/** Where a process's memory controller shows its files. */
export interface CgroupLocation {
  readonly version: 1 | 2;
  /** The process's own directory first, then its ancestors up to the mount point. Some may not exist. */
  readonly directories: readonly string[];
}

interface Membership {
  /** Empty for the one hierarchy of version 2. */
  readonly controllers: readonly string[];
  readonly path: string;
}

interface CgroupMount {
  readonly version: 1 | 2;
  readonly controllers: readonly string[];
  /** The cgroup that the mount point shows: `/`, or the container's own where only that was mounted. */
  readonly root: string;
  readonly mountPoint: string;
}

/**
 * Finds the memory controller from the texts of /proc/self/cgroup and /proc/self/mountinfo. On a hybrid system
 * the controller belongs to version 1 if that mounts it. `undefined` when no memory hierarchy is mounted here.
 */
export function locateMemoryCgroup(cgroup: string, mountinfo: string): CgroupLocation | undefined {
  const memberships = lines(cgroup).flatMap(parseMembership);
  const mounts = lines(mountinfo).flatMap(parseCgroupMount);
  return locate(1, memberships, mounts) ?? locate(2, memberships, mounts);
}

function locate(
  version: 1 | 2,
  memberships: readonly Membership[],
  mounts: readonly CgroupMount[],
): CgroupLocation | undefined {
  const own = memberships.find(({ controllers }) =>
    version === 1 ? controllers.includes("memory") : controllers.length === 0,
  );
  const candidates = mounts.filter(
    (mount) => mount.version === version && (version === 2 || mount.controllers.includes("memory")),
  );
  const [first] = candidates;
  if (own === undefined || first === undefined) return undefined;
  const mount = widestMount(candidates, own.path) ?? first;
  return { version, directories: ancestry(mount.mountPoint, below(mount.root, own.path) ?? "") };
}

/** Of the mounts that show `path`, the one that shows most of its ancestors: each of them may set a limit. */
function widestMount(mounts: readonly CgroupMount[], path: string): CgroupMount | undefined {
  return mounts
    .filter(({ root }) => below(root, path) !== undefined)
    .toSorted((a, b) => a.root.length - b.root.length)
    .at(0);
}

/**
 * `path` as seen under a mount of `root`; `undefined` when it lies outside. A cgroup namespace may show a path or
 * a root as `/../…`: that names no directory in here, and the mount point is all that can be read.
 */
function below(root: string, path: string): string | undefined {
  if (hasParentSegment(root) || hasParentSegment(path)) return undefined;
  const prefix = root === "/" ? "" : root;
  const rest = path === "/" ? "" : path;
  if (rest === prefix) return "";
  return rest.startsWith(`${prefix}/`) ? rest.slice(prefix.length) : undefined;
}

function hasParentSegment(path: string): boolean {
  return path.split("/").includes("..");
}

function ancestry(mountPoint: string, path: string): readonly string[] {
  const segments = path.split("/").filter((segment) => segment !== "");
  const base = mountPoint === "/" ? "" : mountPoint;
  const own = segments.map((_, i) => [base, ...segments.slice(0, segments.length - i)].join("/"));
  return [...own, mountPoint];
}

/** `id:controllers:path`, cgroups(7). The path may hold colons. */
function parseMembership(line: string): readonly Membership[] {
  const fields = /^\d+:(?<controllers>[^:]*):(?<path>\/.*)$/.exec(line)?.groups;
  if (fields === undefined) return [];
  const { controllers = "", path = "" } = fields;
  return [{ controllers: controllers === "" ? [] : controllers.split(","), path }];
}

/** `id parent major:minor root mountPoint options [tags…] - type source superOptions`, proc_pid_mountinfo(5). */
function parseCgroupMount(line: string): readonly CgroupMount[] {
  const [place = "", filesystem = ""] = line.split(" - ", 2);
  const [, , , root, mountPoint] = place.split(" ");
  const [type, , superOptions = ""] = filesystem.split(" ");
  if (type !== "cgroup" && type !== "cgroup2") return [];
  if (root === undefined || mountPoint === undefined) return [];
  return [
    {
      version: type === "cgroup" ? 1 : 2,
      controllers: superOptions.split(","),
      root: unescapeOctal(root),
      mountPoint: unescapeOctal(mountPoint),
    },
  ];
}

/** Blank, tab, newline and backslash are written `\040 \011 \012 \134` in mountinfo. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

function lines(text: string): readonly string[] {
  return text.split("\n");
}
