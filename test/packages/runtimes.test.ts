import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "./manifest.ts";
import { Tarballs } from "./tarballs.ts";

// Deno and Bun come from a package registry: `SPILLWAY_TEST_INSTALL=1`, as the landing script sets it.
const enabled = process.env["SPILLWAY_TEST_INSTALL"] === "1";

const program = `
  import { constrain, govern, recompute } from "./core-program.ts";
  import { hostProbe } from "@spillway/core/node";
  const { used, available, total } = hostProbe().read();
  const results = { constrain: constrain(), govern: await govern(), recompute: await recompute() };
  console.log(JSON.stringify({ ...results, host: { used, available, total } }));
`;

interface Printed {
  readonly constrain: readonly string[];
  readonly govern: readonly string[];
  readonly recompute: { readonly read: readonly number[] };
  readonly host: Readonly<
    Record<"used" | "available" | "total", { readonly kind: string; readonly value?: number }>
  >;
}

describe.runIf(enabled)("the core from its tarball", () => {
  const folder = mkdtempSync(join(tmpdir(), "spillway-runtimes-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    using tarballs = new Tarballs();
    writeFileSync(join(folder, "package.json"), `{ "private": true, "type": "module" }`);
    writeFileSync(join(folder, "main.ts"), program);
    copyFileSync(join(ROOT, "test/core-program.ts"), join(folder, "core-program.ts"));
    const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    run("npm", ["install", ...flags, tarballs.path("core"), "deno", "bun"]);
    // What npm would have run: it puts the binary that the package holds in its place.
    run(process.execPath, ["node_modules/bun/install.js"]);
  }, 300_000);

  const run = (command: string, argv: readonly string[]): string =>
    execFileSync(command, argv, { cwd: folder, encoding: "utf8" });
  const bin = (name: string): string => join(folder, "node_modules/.bin", name);

  test.each([
    ["Bun", "bun", ["main.ts"]],
    ["Deno", "deno", ["run", "--allow-all", "main.ts"]],
    ["Deno, with leave to do nothing", "deno", ["run", "--no-prompt", "main.ts"]],
  ])("constrains, governs and recomputes in %s", (_, command, argv) => {
    const printed = JSON.parse(run(bin(command), argv)) as Printed;
    expect(printed.constrain).toEqual(["met", "not-met"]);
    expect(printed.govern).toEqual(["first: budget"]);
    expect(printed.recompute.read).toEqual([0, 1, 4, 9, 16, 16, 9, 4, 1, 0]);
  });

  test.runIf(process.platform === "linux").each([
    ["Bun", "bun", ["main.ts"]],
    // Less than leave to do all does not open /proc.
    ["Deno", "deno", ["run", "--allow-all", "main.ts"]],
  ])("reads the host's memory in %s", (_, command, argv) => {
    const { used, available, total } = (JSON.parse(run(bin(command), argv)) as Printed).host;
    expect([used.kind, available.kind, total.kind]).toEqual(["known", "known", "known"]);
    expect(used.value).toBeLessThan(total.value ?? NaN);
    expect(available.value).toBeLessThan(total.value ?? NaN);
  });

  test("reads nothing, and says so, where Deno has no leave to", () => {
    const { host } = JSON.parse(run(bin("deno"), ["run", "--no-prompt", "main.ts"])) as Printed;
    expect(Object.values(host).map(({ kind }) => kind)).toEqual(["unknown", "unknown", "unknown"]);
  });
});
