import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPackages } from "../build.ts";
import { ROOT, entriesOf, manifestOf, packageNames } from "./manifest.ts";
import { Tarballs } from "./tarballs.ts";

let tarballs: Tarballs;
beforeAll(() => {
  buildPackages();
  tarballs = new Tarballs();
}, 240_000);
afterAll(() => tarballs[Symbol.dispose]());

/** This Node, and others of the machine: `SPILLWAY_NODES` lists their paths, separated as in PATH. */
const nodes = [process.execPath, ...(process.env["SPILLWAY_NODES"] ?? "").split(delimiter)].filter(
  (path) => path !== "",
);

/** Runs a line of code in a project and returns what it prints. */
function evaluate(
  node: string,
  project: string,
  kind: "module" | "commonjs",
  code: string,
): string {
  const argv = ["--no-warnings", `--input-type=${kind}`, "--eval", code];
  return execFileSync(node, argv, { cwd: project, encoding: "utf8" });
}

describe.each(packageNames)("the tarball of %s", (name) => {
  test("has nothing but the build, what the package needs to run, and its papers", () => {
    const stray = tarballs
      .filesOf(name)
      .filter((path) =>
        /\.test\.|\/testing\/|\.map$|tsbuildinfo|\.bench\.|^(?:src|scripts)\//.test(path),
      );
    expect(stray).toEqual([]);
    expect(tarballs.filesOf(name)).toEqual(
      expect.arrayContaining(["package.json", "README.md", "CHANGELOG.md", "LICENSE"]),
    );
  });

  test("has no built file whose source is gone", () => {
    const built = tarballs.filesOf(name).filter((path) => /^dist\/.*\.js$/.test(path));
    const sources = built.map((path) => path.replace(/^dist/, "src").replace(/js$/, "ts"));
    const gone = sources.filter((path) => !existsSync(join(ROOT, "packages", name, path)));
    expect(gone, "delete packages/*/dist and build again").toEqual([]);
    expect(built.length).toBeGreaterThan(0);
  });

  test("has every file that its exports name, but for the private condition", () => {
    const files = new Set(tarballs.filesOf(name));
    const targets = Object.values(manifestOf(name).exports).flatMap((target) =>
      typeof target === "string" ? [["default", target]] : Object.entries(target),
    );
    for (const [condition = "", target = ""] of targets) {
      const there = files.has(target.slice(2));
      expect(there, `${condition}: ${target}`).toBe(condition !== "@spillway/source");
    }
  });

  test("passes publint in strict mode", async () => {
    const bytes = tarballs.bytes(name);
    const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("has types that resolve wherever ES modules do", async () => {
    const result = await checkPackage(createPackageFromTarballData(tarballs.bytes(name)));
    if (result.types === false) throw new Error("the package has no types");
    // Profile esm-only: Node 10 knows no exports, and what `require` gives is an ES module.
    const problems = result.problems.filter(
      (problem) =>
        !("resolutionKind" in problem) ||
        !["node10", "node16-cjs"].includes(problem.resolutionKind),
    );
    expect(problems).toEqual([]);
  });

  test("can be imported and required with nothing installed but what it declares", async () => {
    const project = tarballs.projectWith(name);
    for (const entry of entriesOf(name)) {
      const source = (await import(entry)) as object;
      const expected = Object.keys(source).sort().join();
      const names = `Object.keys(entry).filter((name) => !/^__|^module.exports$/.test(name)).sort().join()`;
      const imported = `import * as entry from "${entry}"; process.stdout.write(${names});`;
      const required = `const entry = require("${entry}"); process.stdout.write(${names});`;
      for (const node of nodes) {
        expect(evaluate(node, project, "module", imported), node).toBe(expected);
        expect(evaluate(node, project, "commonjs", required), node).toBe(expected);
      }
    }
  });
});

describe("every package", () => {
  test.each(packageNames)("%s says where it runs and that importing it does nothing", (name) => {
    const { engines, sideEffects } = manifestOf(name);
    expect(engines).toEqual({ node: ">=20.19" });
    expect(sideEffects).toBe(false);
  });

  test("has the version of all others, and needs exactly that of them", () => {
    const versions = new Set(packageNames.map((name) => manifestOf(name).version));
    expect(versions.size).toBe(1);
    for (const name of packageNames) {
      const needs = Object.entries(manifestOf(name).dependencies ?? {});
      const own = needs.filter(([need]) => need.startsWith("@spillway/"));
      expect(new Set(own.map(([, range]) => range)).size, name).toBeLessThanOrEqual(1);
      for (const [, range] of own) expect(versions.has(range), name).toBe(true);
    }
  });

  test("leaves native runtimes to its user, but for the command, which is an application", () => {
    const runtimes = ["sharp", "onnxruntime-node", "@tensorflow/tfjs-core"];
    for (const name of packageNames.filter((each) => each !== "cli")) {
      const own = Object.keys(manifestOf(name).dependencies ?? {});
      expect(
        own.filter((need) => runtimes.includes(need)),
        name,
      ).toEqual([]);
    }
  });

  test("of the core has no dependencies at all", () => {
    const { dependencies, peerDependencies } = manifestOf("core");
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
  });

  test.each(packageNames)("%s has the licence of the repository", (name) => {
    const licence = readFileSync(join(ROOT, "LICENSE"), "utf8");
    expect(readFileSync(join(ROOT, "packages", name, "LICENSE"), "utf8")).toBe(licence);
  });

  test.each(packageNames)("%s has a changelog that names its version", (name) => {
    const changelog = readFileSync(join(ROOT, "packages", name, "CHANGELOG.md"), "utf8");
    expect(changelog).toContain(`## ${manifestOf(name).version}`);
  });
});
