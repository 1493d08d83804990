import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bench, describe } from "vitest";

/** The built command: `npm run build` first. */
const command = fileURLToPath(new URL("../bin/spillway.mjs", import.meta.url));
const RUNS = { iterations: 20, time: 0, warmupIterations: 3, warmupTime: 0 } as const;

function node(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

// The goal is 1.3 times the empty program for --version; compare the means.
describe("start-up", () => {
  bench("an empty program", () => node("-e", "0"), RUNS);
  bench("spillway --version", () => node(command, "--version"), RUNS);
  bench("spillway --help", () => node(command, "--help"), RUNS);
  bench(
    "spillway complete -- image -p c",
    () => node(command, "complete", "--", "image", "-p", "c"),
    RUNS,
  );
});
