import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { loadPluginModules } from "./load-modules.ts";
import { PluginModuleError } from "./plugin-errors.ts";
import { PluginRegistry } from "./registry.ts";

type ImportModule = (url: string) => Promise<unknown>;

let folder = "";
/** Node's own import, which the test runner would otherwise replace with its own. */
let importModule: ImportModule;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "spillway-plugins-")));
  await write({ "import.cjs": "module.exports = (url) => import(url);" });
  importModule = createRequire(join(folder, "x.js"))("./import.cjs") as ImportModule;
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

function plugin(name: string, more = ""): string {
  return `{ kind: "image-processor", names: ["${name}"], help: "x", arguments: {}, create: () => "${name}", ${more} }`;
}

function processors(): PluginRegistry<undefined, unknown> {
  return new PluginRegistry("image-processor");
}

async function failure(path: string, registry = processors()): Promise<PluginModuleError> {
  try {
    await loadPluginModules([path], [registry], { from: folder, importModule });
  } catch (error) {
    if (error instanceof PluginModuleError) return error;
    throw error;
  }
  throw new Error(`${path} was loaded`);
}

describe("loadPluginModules", () => {
  test("adds every exported plugin to the registry of its kind", async () => {
    await write({
      "mine.mjs": `
        export const sharpen = ${plugin("sharpen")};
        export const alias = sharpen;
        export const weigh = { ...${plugin("weigh")}, kind: "prompt-weighter" };
        export const version = 1, nothing = null, other = { kind: "circle" };
        export default ${plugin("blur")};`,
    });
    const weighters = new PluginRegistry("prompt-weighter");
    const registry = processors();
    const loaded = await loadPluginModules(["mine.mjs"], [registry, weighters], {
      from: folder,
      importModule,
    });
    expect(registry.names()).toEqual(["blur", "sharpen"]);
    expect(weighters.names()).toEqual(["weigh"]);
    expect(loaded).toMatchObject([{ path: "mine.mjs", file: join(folder, "mine.mjs") }]);
    expect(loaded[0]?.plugins).toHaveLength(3);
    expect(await registry.create("sharpen", undefined)).toBe("sharpen");
  });

  test.each<[string, string, Record<string, string>]>([
    ["a file", "./a.mjs", { "a.mjs": "" }],
    ["a file without ./", "sub/a.mjs", { "sub/a.mjs": "" }],
    ["a folder with index.mjs", "dir", { "dir/index.mjs": "" }],
    [
      "a folder with index.js",
      "dir/",
      { "dir/index.js": "", "dir/package.json": '{"type":"module"}' },
    ],
    [
      "a folder with main",
      "dir",
      { "dir/lib/m.mjs": "", "dir/package.json": '{"main":"./lib/m.mjs"}' },
    ],
    [
      "a folder whose main leaves the ending out",
      "dir",
      { "dir/m.js": "", "dir/package.json": '{"main":"m","type":"module"}' },
    ],
    [
      "a folder with exports",
      "dir",
      { "dir/m.mjs": "", "dir/package.json": '{"exports":"./m.mjs","main":"x.js"}' },
    ],
    [
      "a package",
      "pkg",
      {
        "node_modules/pkg/m.mjs": "",
        "node_modules/pkg/package.json":
          '{"exports":{"./x":"./x.mjs",".":{"types":"./m.d.ts","require":"./c.cjs","import":{"default":"./m.mjs"}}}}',
      },
    ],
    [
      "a scoped package",
      "@me/pkg",
      { "node_modules/@me/pkg/m.mjs": "", "node_modules/@me/pkg/package.json": '{"main":"m.mjs"}' },
    ],
    ["a package of a folder above", "../node_modules/pkg", { "../node_modules/pkg/index.mjs": "" }],
  ])("finds %s", async (_, path, files) => {
    const source = `export const p = ${plugin("found")};`;
    const nested = Object.entries(files).map(([name, text]) => [
      join("work", name),
      text || source,
    ]);
    await write(Object.fromEntries(nested) as Record<string, string>);
    const registry = processors();
    await loadPluginModules([path], [registry], { from: join(folder, "work"), importModule });
    expect(registry.names()).toEqual(["found"]);
  });

  test("finds a package that is installed above the working directory", async () => {
    await write({
      "node_modules/pkg/index.mjs": `export const p = ${plugin("found")};`,
      "deep/down/x.txt": "",
    });
    const registry = processors();
    await loadPluginModules(["pkg"], [registry], { from: join(folder, "deep/down"), importModule });
    expect(registry.names()).toEqual(["found"]);
  });

  test("runs a module once, and adds its plugins to each new registry", async () => {
    const runs = `spillwayRuns${Math.floor(performance.now() * 1000)}`;
    await write({
      "a.mjs": `globalThis.${runs} = (globalThis.${runs} ?? 0) + 1; export const p = ${plugin("once")};`,
    });
    const [first, second] = [processors(), processors()];
    await loadPluginModules(["a.mjs", "./a.mjs"], [first], { from: folder, importModule });
    await loadPluginModules(["a.mjs"], [first], { from: folder, importModule });
    await loadPluginModules([join(folder, "a.mjs")], [second], { from: folder, importModule });
    expect([first.names(), second.names()]).toEqual([["once"], ["once"]]);
    expect(Reflect.get(globalThis, runs)).toBe(1);
  });

  test.each<[string, Record<string, string>, string, string]>([
    ["a path that is not there", {}, "./none.mjs", "plugin module ./none.mjs: not found"],
    ["a name that is not installed", {}, "no-such-package", "no package of that name is installed"],
    ["a folder without an entry", { "dir/readme.txt": "x" }, "dir", "no index.js or index.mjs"],
    [
      "an entry that is not there",
      { "dir/package.json": '{"main":"gone.js"}' },
      "dir",
      "names gone.js, which is not there",
    ],
    [
      "a package.json that is no JSON",
      { "dir/package.json": "{" },
      "dir",
      "its package.json cannot be read",
    ],
    [
      "a module that throws",
      { "a.mjs": "throw new Error('boom');" },
      "a.mjs",
      "it throws when imported: boom",
    ],
    [
      "a module that throws no error",
      { "a.mjs": "throw 'boom';" },
      "a.mjs",
      "it throws boom when imported",
    ],
    [
      "a module that lacks a dependency",
      { "a.mjs": "import 'not-there-at-all';" },
      "a.mjs",
      "not-there-at-all",
    ],
    [
      "a syntax error",
      { "a.mjs": "\nexport const a;" },
      "a.mjs",
      "it has a syntax error: Missing initializer in const declaration (`node --check ",
    ],
    [
      "an import of what is not exported",
      { "a.mjs": "\nimport { b } from './b.mjs';", "b.mjs": "" },
      "a.mjs",
      "does not provide an export named 'b' (line 2)",
    ],
    [
      "a module without plugins",
      { "a.mjs": "export const a = 1;" },
      "a.mjs",
      "it exports no plugin of kind image-processor",
    ],
    [
      "a module with plugins of another kind",
      { "a.mjs": `export const a = { ...${plugin("a")}, kind: "weighter" };` },
      "a.mjs",
      "of kind image-processor, only of kind weighter",
    ],
    [
      "an incomplete plugin",
      { "a.mjs": `export const a = ${plugin("a", "create: 1")};` },
      "a.mjs",
      "image processor `a` is not well defined: `create` must be a function",
    ],
    [
      "a plugin without names",
      { "a.mjs": `export const a = ${plugin("a", "names: undefined")};` },
      "a.mjs",
      "`names` must be a list of names",
    ],
  ])("refuses %s", async (_, files, path, problem) => {
    await write(files);
    const error = await failure(path);
    expect(error.code).toBe("ERR_PLUGIN_MODULE");
    expect(error.path).toBe(path);
    expect(error.message).toContain(`plugin module ${path}`);
    expect(error.message).toContain(problem);
  });

  test("keeps what the module threw", async () => {
    await write({ "a.mjs": "throw new RangeError('boom');" });
    const { cause, file } = await failure("a.mjs");
    expect([cause, file]).toEqual([new RangeError("boom"), join(folder, "a.mjs")]);
  });

  test("imports by itself when no importer is given", async () => {
    await write({ "a.mjs": `export const p = ${plugin("a")};` });
    const registry = processors();
    await loadPluginModules(["a.mjs"], [registry], { from: folder });
    expect(registry.names()).toEqual(["a"]);
  });

  test("says that this Node cannot run a kind of file", async () => {
    await write({ "a.tsx": "x" });
    const refused = Object.assign(new TypeError("Unknown"), { code: "ERR_UNKNOWN_FILE_EXTENSION" });
    const load = loadPluginModules(["a.tsx"], [processors()], {
      from: folder,
      importModule: () => Promise.reject(refused),
    });
    await expect(load).rejects.toThrow("cannot run its kind of file; compile it to .js or .mjs");
  });

  test("refuses a name that another plugin has", async () => {
    await write({
      "a.mjs": `export const a = ${plugin("same")};`,
      "b.mjs": `export const b = ${plugin("same")};`,
    });
    const registry = processors();
    await loadPluginModules(["a.mjs"], [registry], { from: folder, importModule });
    const error = await failure("b.mjs", registry);
    expect(error.message).toContain("the image processor name `same` is already taken");
    expect(error.cause).toMatchObject({ code: "ERR_PLUGIN_DUPLICATE" });
  });
});
