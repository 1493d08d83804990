import { release, type as osType } from "node:os";

/** What decides which binaries of a package fit. */
export interface Platform {
  readonly os: string;
  readonly cpu: string;
  /** Absent outside of Linux. */
  readonly libc?: "glibc" | "musl";
  /** Of glibc, which alone can be asked. */
  readonly libcVersion?: string;
}

/** The platform that this process runs on. */
export function platformOf(): Platform {
  const { platform: os, arch: cpu } = process;
  if (os !== "linux") return { os, cpu };
  const libcVersion = glibcVersion();
  return libcVersion === undefined
    ? { os, cpu, libc: "musl" }
    : { os, cpu, libc: "glibc", libcVersion };
}

/** The platform for people, with the system's own name and release. */
export function platformWords({ cpu, libc, libcVersion = "" }: Platform): string {
  const library = libc === undefined ? "" : `, ${`${libc} ${libcVersion}`.trim()}`;
  return `${osType()} ${release()} ${cpu}${library}`;
}

/** Node's report names the C library it runs on only where that is glibc. */
function glibcVersion(): string | undefined {
  const { header } = process.report.getReport() as {
    readonly header?: { readonly glibcVersionRuntime?: string };
  };
  return header?.glibcVersionRuntime;
}
