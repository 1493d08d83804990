import { describe, expect, test } from "vitest";
import { locateMemoryCgroup } from "./cgroup-location.ts";
import {
  DOCKER_V1,
  DOCKER_V2,
  HYBRID,
  KUBERNETES_V2,
  LXC_V1,
  MICRO_VM_V1,
  SYSTEMD_USER,
  type CgroupCapture,
} from "./testing/captures.ts";

const V1 = "/sys/fs/cgroup/memory";
const V2 = "/sys/fs/cgroup";

function locate({ cgroup, mountinfo }: CgroupCapture) {
  return locateMemoryCgroup(cgroup, mountinfo);
}

function mounted(path: string, ...mounts: readonly string[]) {
  return locateMemoryCgroup(`0::${path}\n`, mounts.join("\n"));
}

describe("locateMemoryCgroup", () => {
  test.each<[string, CgroupCapture, 1 | 2, readonly string[]]>([
    [
      "hybrid, version 1 has the memory controller",
      HYBRID,
      1,
      [
        `${V1}/user.slice/user-1000.slice/session-2.scope`,
        `${V1}/user.slice/user-1000.slice`,
        `${V1}/user.slice`,
        V1,
      ],
    ],
    ["docker, version 1, the host's namespace", DOCKER_V1, 1, [V1]],
    ["docker, version 2, a namespace of its own", DOCKER_V2, 2, [V2]],
    [
      "kubernetes, version 2",
      KUBERNETES_V2,
      2,
      [
        `${V2}/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod7a1.slice/cri-containerd-4be.scope`,
        `${V2}/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod7a1.slice`,
        `${V2}/kubepods.slice/kubepods-burstable.slice`,
        `${V2}/kubepods.slice`,
        V2,
      ],
    ],
    [
      "a systemd user session",
      SYSTEMD_USER,
      2,
      [
        `${V2}/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.gnome.Terminal.slice`,
        `${V2}/user.slice/user-1000.slice/user@1000.service/app.slice`,
        `${V2}/user.slice/user-1000.slice/user@1000.service`,
        `${V2}/user.slice/user-1000.slice`,
        `${V2}/user.slice`,
        V2,
      ],
    ],
    ["LXC, mounted above the namespace", LXC_V1, 1, [V1]],
    ["a micro virtual machine", MICRO_VM_V1, 1, [`${V1}/jobs/2bec4ffb4e1e8fb7`, `${V1}/jobs`, V1]],
  ])("finds %s", (_, capture, version, directories) => {
    expect(locate(capture)).toEqual({ version, directories });
  });

  test("finds a child cgroup made inside a container", () => {
    const child = { ...DOCKER_V1, cgroup: DOCKER_V1.cgroup.replace(/(memory:.*)/, "$1/batch") };
    expect(locate(child)?.directories).toEqual([`${V1}/batch`, V1]);
  });

  test("does not take a sibling whose name begins alike for a child", () => {
    const directories = mounted(
      "/pod-10",
      "1 2 0:3 /pod-1 /cg rw - cgroup2 cgroup2 rw",
    )?.directories;
    expect(directories).toEqual(["/cg"]);
  });

  test("prefers the mount that shows most ancestors", () => {
    const directories = mounted(
      "/a/b",
      "1 2 0:3 /a/b /inner rw - cgroup2 cgroup2 rw",
      "1 2 0:3 / /outer rw - cgroup2 cgroup2 rw",
    )?.directories;
    expect(directories).toEqual(["/outer/a/b", "/outer/a", "/outer"]);
  });

  test("reads a path with colons and a mount point with blanks", () => {
    const directories = mounted(
      "/run-u1:2.scope",
      String.raw`1 2 0:3 / /mnt/my\040groups rw shared:1 master:2 - cgroup2 cgroup2 rw`,
    )?.directories;
    expect(directories).toEqual(["/mnt/my groups/run-u1:2.scope", "/mnt/my groups"]);
  });

  test("reads only the mount point for a process outside its namespace's root", () => {
    const directories = mounted("/../other", "1 2 0:3 / /cg rw - cgroup2 cgroup2 rw")?.directories;
    expect(directories).toEqual(["/cg"]);
  });

  test.each([
    ["both texts are empty", "", ""],
    ["nothing is mounted", HYBRID.cgroup, ""],
    [
      "version 1 lists no memory controller and version 2 is not mounted",
      "3:cpu:/\n",
      HYBRID.mountinfo,
    ],
    ["the lines are no mountinfo", "0::/\n", "cgroup2 on /sys/fs/cgroup type cgroup2\n - cgroup2"],
  ])("finds nothing when %s", (_, cgroup, mountinfo) => {
    expect(locateMemoryCgroup(cgroup, mountinfo)).toBeUndefined();
  });
});
