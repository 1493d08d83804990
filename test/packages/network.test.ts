import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ROOT, entriesOf, packageNames } from "./manifest.ts";
import { Tarballs } from "./tarballs.ts";

// Needs a package registry: `SPILLWAY_TEST_INSTALL=1`, as the landing script sets it.
const enabled = process.env["SPILLWAY_TEST_INSTALL"] === "1";
if (!enabled) console.info("installing from a registry is left out: set SPILLWAY_TEST_INSTALL=1");

/** The first TypeScript that knows `using`, which is how leases are meant to end. */
const OLDEST_TYPESCRIPT = "5.2.2";
const NATIVE = ["sharp", "onnxruntime-node"];

const { resolve } = createRequire(import.meta.url);

/** How this repository compiles its examples, without its private condition. */
const STRICT = [
  ...["--noEmit", "--strict", "--skipLibCheck", "--allowImportingTsExtensions"],
  ...["--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "--erasableSyntaxOnly"],
  ...["--module", "nodenext", "--target", "es2023", "--lib", "es2023,esnext.disposable,dom"],
  ...["--types", "node", "--typeRoots", join(ROOT, "node_modules/@types")],
];

/** The package with the llama.cpp of this machine that needs no graphics processor. */
function llamaBinary(): string {
  const { platform, arch } = process;
  if (platform === "darwin")
    return `@node-llama-cpp/mac-${arch === "arm64" ? "arm64-metal" : arch}`;
  return `@node-llama-cpp/${platform === "win32" ? "win" : platform}-${arch}`;
}

interface Listed {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, Listed>>;
}

/** Every version of a package in a tree that `npm ls` prints. */
function versionsIn(tree: Listed, name: string): readonly string[] {
  return Object.entries(tree.dependencies ?? {}).flatMap(([each, listed]) => [
    ...(each === name && listed.version !== undefined ? [listed.version] : []),
    ...versionsIn(listed, name),
  ]);
}

describe.runIf(enabled)("packages from a registry", () => {
  let folder = "";
  let tarballs: Tarballs;
  beforeAll(() => {
    tarballs = new Tarballs();
  }, 120_000);
  afterAll(() => tarballs[Symbol.dispose]());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "spillway-install-"));
    writeFileSync(join(folder, "package.json"), `{ "private": true, "type": "module" }`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const npm = (...argv: readonly string[]): string =>
    execFileSync("npm", [...argv, "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: folder,
      encoding: "utf8",
    });

  test("bring each native runtime once beside transformers.js", () => {
    const files = packageNames.map((name) => tarballs.path(name));
    npm("install", "--package-lock-only", ...files, "@huggingface/transformers", ...NATIVE);
    const tree = JSON.parse(npm("ls", "--package-lock-only", "--all", "--json")) as Listed;
    for (const name of NATIVE) {
      expect(new Set(versionsIn(tree, name)).size, name).toBe(1);
    }
  }, 300_000);

  /** Compiles an example against the packages that are installed, and gives what it prints. */
  const runExample = (name: string, ...argv: readonly string[]): string => {
    for (const file of [name, "random-numbers.ts"]) {
      cpSync(join(ROOT, "examples", file), join(folder, file), { recursive: true });
    }
    const main = join(folder, name, "main.ts");
    const node = (...words: readonly string[]) =>
      spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
    expect(node(resolve("typescript/bin/tsc"), ...STRICT, "--ignoreConfig", main).stdout).toBe("");
    const { status, stdout, stderr } = node(resolve("tsx/cli"), main, ...argv);
    expect(status, stderr).toBe(0);
    return stdout;
  };

  test("govern the models of transformers.js", () => {
    npm("install", "--ignore-scripts", tarballs.path("core"), "@huggingface/transformers");
    const output = runExample("transformers-js", join(ROOT, "packages/prompt/models/"));
    expect(output).toMatch(/tiny-clip.*1 x 77 x 32\n[^]*\nevicted \S+ \(budget\)/);
  }, 300_000);

  test("govern the models of node-llama-cpp", () => {
    // Without the binaries for graphics processors, which are optional and large.
    const packages = ["node-llama-cpp", llamaBinary()];
    npm("install", "--ignore-scripts", "--omit=optional", tarballs.path("core"), ...packages);
    const output = runExample("node-llama-cpp");
    const turns = [
      ...output.matchAll(/^(\w+)\.gguf says "[a-z ]+" \(16 tokens\), .* ([\d.]+) MB$/gm),
    ];
    expect(turns.map(([, name]) => name)).toEqual(["ada", "bob", "ada", "bob"]);
    expect(output.match(/^evicted \w+/gm)).toEqual(["evicted ada", "evicted bob", "evicted ada"]);
    const [first = 0, ...others] = turns.map(([, , megabytes]) => Number(megabytes));
    expect(Math.max(...others) - first, "MB more than with one model of 53").toBeLessThan(50);
  }, 300_000);

  test("have types for the oldest TypeScript that is supported, in an installation of its own", () => {
    const files = packageNames.map((name) => tarballs.path(name));
    npm(
      "install",
      "--ignore-scripts",
      ...files,
      `typescript@${OLDEST_TYPESCRIPT}`,
      "@types/node@20",
    );
    const entries = packageNames.flatMap((name) => entriesOf(name));
    const imports = entries.map(
      (entry, i) => `import * as entry${i} from "${entry}"; void entry${i};`,
    );
    const program = `
      import { Governor } from "@spillway/core";
      export async function example(): Promise<number> {
        await using governor = new Governor();
        await using lease = await governor.pool("a").acquire({
          key: "a", bytes: 1, load: () => ({ value: [1, 2, 3] }),
        });
        return lease.value.length;
      }`;
    writeFileSync(join(folder, "program.ts"), [...imports, program].join("\n"));
    const tsc = join(folder, "node_modules/typescript/bin/tsc");
    const options = [
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2022",
    ];
    const lib = ["--lib", "es2022,esnext.disposable", "--types", "node"];
    expect(
      execFileSync(process.execPath, [tsc, ...options, ...lib, "program.ts"], {
        cwd: folder,
        encoding: "utf8",
      }),
    ).toBe("");
  }, 300_000);
});

describe("types of the packed packages", () => {
  test("need no private condition, and hold for a program that checks its libraries", () => {
    using tarballs = new Tarballs();
    const project = tarballs.projectWith("report");
    symlinkSync(join(ROOT, "node_modules/@types"), join(project, "node_modules/@types"));
    writeFileSync(
      join(project, "program.mts"),
      `import { Governor, type Lease } from "@spillway/core";
       import { hostProbe } from "@spillway/core/node";
       import { renderRunReport } from "@spillway/report";
       const governor = new Governor({ budgets: { host: 1e9 } });
       export const lease: Lease<string> = await governor.pool("a").acquire({ key: "a", bytes: 1, load: () => ({ value: "a" }) });
       export { hostProbe, renderRunReport };`,
    );
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const options = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--ignoreConfig",
    ];
    const lib = ["--lib", "es2022", "--types", "node"];
    const argv = [tsc, ...options, ...lib, "program.mts"];
    expect(execFileSync(process.execPath, argv, { cwd: project, encoding: "utf8" })).toBe("");
  }, 120_000);
});
