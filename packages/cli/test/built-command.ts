import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** Builds the command as `npm run build` does, so that a stale build is never tested, and returns its path. */
export async function buildCommand(): Promise<string> {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  await promisify(execFile)(process.execPath, [tsc, "-b", PACKAGE]);
  return fileURLToPath(new URL("../bin/spillway.mjs", import.meta.url));
}
