/** The beginning of /proc/meminfo of a machine of 25 GB. */
export const MEMINFO = `MemTotal:       24684084 kB
MemFree:        24446924 kB
MemAvailable:   24392060 kB
Buffers:            1364 kB
Cached:           105452 kB
SwapCached:            0 kB
Active:            34728 kB
Inactive:          70652 kB
Active(file):      33192 kB
Inactive(file):    64752 kB
`;

/** /proc/self/status, shortened, of a process of 15,715 pages. */
export const STATUS = `Name:\tnode
Umask:\t0022
State:\tR (running)
VmPeak:\t  746624 kB
VmSize:\t  746624 kB
VmHWM:\t   63012 kB
VmRSS:\t   62860 kB
RssAnon:\t   21340 kB
RssFile:\t   41520 kB
Threads:\t11
`;
export const STATM = "186656 15715 10380 12041 0 30011 0\n";

/** memory.stat of version 1. */
export const STAT_V1 = `cache 79007744
rss 1720320
rss_huge 0
mapped_file 0
inactive_anon 1638400
active_anon 8192
inactive_file 59142144
active_file 19865600
unevictable 0
hierarchical_memory_limit 9223372036854771712
hierarchical_memsw_limit 9223372036854771712
total_cache 79007744
total_rss 1720320
total_inactive_anon 1638400
total_active_anon 8192
total_inactive_file 69142144
total_active_file 19865600
total_unevictable 0
`;

/** memory.stat of version 2. */
export const STAT_V2 = `anon 715165696
file 402653184
kernel 21389312
kernel_stack 1310720
pagetables 4337664
sock 4096
shmem 0
file_mapped 134217728
inactive_anon 715157504
active_anon 8192
inactive_file 300000000
active_file 102653184
unevictable 0
slab_reclaimable 14219224
workingset_refault_file 120
`;

/** One way to be placed in cgroups: what /proc/self/cgroup and /proc/self/mountinfo say. */
export interface CgroupCapture {
  readonly cgroup: string;
  readonly mountinfo: string;
}

const V1_HOST_MOUNTS = `25 30 0:23 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
33 25 0:28 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:9 - tmpfs tmpfs ro,mode=755
34 33 0:29 / /sys/fs/cgroup/unified rw,nosuid,nodev,noexec,relatime shared:10 - cgroup2 cgroup2 rw,nsdelegate
35 33 0:30 / /sys/fs/cgroup/systemd rw,nosuid,nodev,noexec,relatime shared:11 - cgroup cgroup rw,xattr,name=systemd
39 33 0:34 / /sys/fs/cgroup/memory rw,nosuid,nodev,noexec,relatime shared:16 - cgroup cgroup rw,memory
40 33 0:35 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid,nodev,noexec,relatime shared:17 - cgroup cgroup rw,cpu,cpuacct
`;

const V2_MOUNTS = `24 30 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
35 24 0:30 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
`;

const DOCKER_ID = "9c2bb1f5c07d1b9a4f3f0a0ed1d0b0a76c5e9f6f0a83a4d52d7c6b8f1e2a3b4c";

/** A hybrid system: version 1 has the memory controller, version 2 is mounted beside it without. */
export const HYBRID: CgroupCapture = {
  cgroup: `12:cpu,cpuacct:/user.slice
11:memory:/user.slice/user-1000.slice/session-2.scope
1:name=systemd:/user.slice/user-1000.slice/session-2.scope
0::/user.slice/user-1000.slice/session-2.scope
`,
  mountinfo: V1_HOST_MOUNTS,
};

/** Docker on version 1 without a cgroup namespace: the path is the host's, the mount shows the container's own. */
export const DOCKER_V1: CgroupCapture = {
  cgroup: `11:memory:/docker/${DOCKER_ID}
4:cpu,cpuacct:/docker/${DOCKER_ID}
1:name=systemd:/docker/${DOCKER_ID}
`,
  mountinfo: `1120 1119 0:55 / /sys/fs/cgroup ro,nosuid,nodev,noexec - tmpfs tmpfs rw,mode=755
1128 1120 0:34 /docker/${DOCKER_ID} /sys/fs/cgroup/memory ro,nosuid,nodev,noexec,relatime master:16 - cgroup cgroup rw,memory
1129 1120 0:35 /docker/${DOCKER_ID} /sys/fs/cgroup/cpu,cpuacct ro,nosuid,nodev,noexec,relatime master:17 - cgroup cgroup rw,cpu,cpuacct
`,
};

/** Docker on version 2 with a cgroup namespace of its own: the path is `/`. */
export const DOCKER_V2: CgroupCapture = {
  cgroup: "0::/\n",
  mountinfo: `612 611 0:52 / /sys ro,nosuid,nodev,noexec,relatime - sysfs sysfs ro
613 612 0:30 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate,memory_recursiveprot
`,
};

/** A Kubernetes container that shares the node's cgroup namespace, version 2: slices in slices. */
export const KUBERNETES_V2: CgroupCapture = {
  cgroup:
    "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod7a1.slice/cri-containerd-4be.scope\n",
  mountinfo: V2_MOUNTS,
};

/** A terminal in a systemd user session, version 2. */
export const SYSTEMD_USER: CgroupCapture = {
  cgroup:
    "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.gnome.Terminal.slice\n",
  mountinfo: V2_MOUNTS,
};

/** LXC on version 1, mounted before its cgroup namespace began: the root lies above the namespace. */
export const LXC_V1: CgroupCapture = {
  cgroup: "9:memory:/\n1:name=systemd:/init.scope\n0::/init.scope\n",
  mountinfo: `740 739 0:34 /../../.. /sys/fs/cgroup/memory rw,nosuid,nodev,noexec,relatime - cgroup cgroup rw,memory
741 739 0:29 /../../.. /sys/fs/cgroup/unified rw,nosuid,nodev,noexec,relatime - cgroup2 cgroup2 rw
`,
};

/** A micro virtual machine whose init put the process into a cgroup of its own. */
export const MICRO_VM_V1: CgroupCapture = {
  cgroup: `9:name=systemd:/
4:memory:/jobs/2bec4ffb4e1e8fb7
3:cpuset:/
0::/
`,
  mountinfo: `31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`,
};
