import type { Host } from "../host.ts";
import { painter } from "../terminal/paint.ts";
import { exitCodeOf } from "./exit-code.ts";
import { describeFailure, formatFailure } from "./failure-report.ts";

/**
 * Tells the user of an error that ended the command: on standard error for people, and as one JSON object on standard
 * output where `--json` was given. Returns the exit code.
 */
export function tellFailure(error: unknown, argv: readonly string[], host: Host): number {
  const flags = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length);
  const report = describeFailure(error);
  if (flags.includes("--json")) {
    host.stdout.write(`${JSON.stringify({ error: report }, undefined, 2)}\n`);
  }
  host.stderr.write(formatFailure(report, painter(host.stderr, host.env)));
  if (wantsStack(flags, host) && error instanceof Error) host.stderr.write(`${stackOf(error)}\n`);
  return exitCodeOf(error);
}

function wantsStack(flags: readonly string[], { env }: Host): boolean {
  return flags.includes("--verbose") || (env["SPILLWAY_DEBUG"] ?? "") !== "";
}

function stackOf(error: Error): string {
  const own = error.stack ?? String(error);
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own;
}
