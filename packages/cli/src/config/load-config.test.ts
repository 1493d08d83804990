import { describe, expect, test } from "vitest";
import { Folder } from "../../test/harness.ts";
import { loadConfig } from "./load-config.ts";

describe("loadConfig", () => {
  test("is empty where there is no file", async () => {
    using folder = new Folder();
    expect(await loadConfig({ cwd: folder.path })).toMatchObject({ file: undefined, budgets: {} });
  });

  test("finds the nearest file upwards", async () => {
    using folder = new Folder();
    folder.write("spillway.config.yaml", "policy: lru\n");
    folder.write("a/spillway.config.json", `{ "policy": "gdsf" }`);
    folder.write("a/b/c/empty", "");
    expect(await loadConfig({ cwd: folder.at("a/b/c") })).toMatchObject({
      policy: "gdsf",
      file: folder.at("a/spillway.config.json"),
    });
    expect(await loadConfig({ cwd: folder.path })).toMatchObject({
      policy: "lru",
      file: "spillway.config.yaml",
    });
  });

  test("prefers the file that is named", async () => {
    using folder = new Folder();
    folder.write("spillway.config.yaml", "policy: lru\n");
    folder.write("other.yml", "policy: largest\n");
    expect(await loadConfig({ cwd: folder.path, file: "other.yml" })).toMatchObject({
      policy: "largest",
    });
  });

  test("imports a module", async () => {
    using folder = new Folder();
    folder.write("spillway.config.mjs", `export default { policy: ["l", "ru"].join("") };`);
    expect(await loadConfig({ cwd: folder.path })).toMatchObject({ policy: "lru" });
  });

  test.each([
    [
      "a module that throws",
      "spillway.config.mjs",
      "throw new Error('no');",
      "the module fails when imported: no",
    ],
    [
      "a module without a default export",
      "spillway.config.mjs",
      "export const a = 1;",
      "has no default export",
    ],
    ["a wrong YAML", "spillway.config.yaml", "a: [", "cannot be read as YAML"],
  ])("refuses %s", async (_, name, text, problem) => {
    using folder = new Folder();
    folder.write(name, text);
    await expect(loadConfig({ cwd: folder.path })).rejects.toThrow(problem);
  });

  test("refuses a file of another kind", async () => {
    await expect(loadConfig({ cwd: "/", file: "a.toml" })).rejects.toMatchObject({
      code: "ERR_INPUT",
    });
  });
});
