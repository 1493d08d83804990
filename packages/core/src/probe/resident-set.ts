import { numberAfter, wholeNumberAt } from "./kernel-text.ts";

/** The resident pages of /proc/<pid>/statm: the second of its seven numbers. */
export function parseStatm(text: string): number | undefined {
  const blank = text.indexOf(" ");
  return blank === -1 ? undefined : wholeNumberAt(text, blank);
}

/** VmRSS of /proc/<pid>/status in bytes. Kernel threads and zombies have no such line. */
export function parseStatusRss(text: string): number | undefined {
  const kib = numberAfter(text, "VmRSS:");
  return kib === undefined ? undefined : kib * 1024;
}

/**
 * The bytes of a page, from one process's statm (pages) and status (kB) read one after the other. The process may
 * have grown in between, so the quotient is rounded to a power of two: it is right unless the size changed by 40 %.
 * `undefined` when either text lacks the figure.
 */
export function pageSizeFrom(statm: string, status: string): number | undefined {
  const pages = parseStatm(statm);
  const rss = parseStatusRss(status);
  if (pages === undefined || rss === undefined || pages === 0 || rss === 0) return undefined;
  return 2 ** Math.round(Math.log2(rss / pages));
}
