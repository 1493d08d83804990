import { chain, writeTrace } from "@spillway/core/remat";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Folder, spillway } from "./harness.ts";
import { addPictures } from "./pictures.ts";

/** The schema that ships, as a check. */
function shipped(name: string): z.ZodType {
  const text = readFileSync(new URL(`../schemas/${name}.json`, import.meta.url), "utf8");
  return z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
}

/** A command line and the schema of what it prints. */
interface Case {
  readonly argv: readonly string[];
  readonly schema: string;
  readonly exitCode: number;
}

const MODEL = ["--model", "tiny-clip"];

const CASES: readonly Case[] = [
  { argv: ["check", "a > 1", "memory_required > 5"], schema: "check", exitCode: 0 },
  { argv: ["check", "a > "], schema: "error", exitCode: 2 },
  { argv: ["probe"], schema: "probe", exitCode: 0 },
  { argv: ["probe", "--config", "none.yaml"], schema: "error", exitCode: 2 },
  { argv: ["image", "a.png", "-p", "upscaler;model=resample-x2"], schema: "image", exitCode: 0 },
  { argv: ["image", "none.png", "a.png"], schema: "image", exitCode: 2 },
  { argv: ["image", "a.png", "-p", "cany"], schema: "error", exitCode: 2 },
  { argv: ["processors"], schema: "processors", exitCode: 0 },
  { argv: ["processors", "cany"], schema: "error", exitCode: 2 },
  { argv: ["prompt", "a (cat)1.2", "(b", ...MODEL], schema: "prompt", exitCode: 0 },
  { argv: ["prompt", "a cat", "-w", "compell", ...MODEL], schema: "prompt", exitCode: 2 },
  { argv: ["prompt", "a cat"], schema: "error", exitCode: 2 },
  { argv: ["weighters"], schema: "weighters", exitCode: 0 },
  { argv: ["weighters", "compell"], schema: "error", exitCode: 2 },
  { argv: ["simulate", "step.log", "--budget", "0.6,0.1"], schema: "simulate", exitCode: 0 },
  { argv: ["simulate", "none.log"], schema: "error", exitCode: 2 },
  { argv: ["explain", "run.ndjson"], schema: "explain", exitCode: 0 },
  { argv: ["explain", "ERR_USAGE"], schema: "explain-code", exitCode: 0 },
  { argv: ["explain", "a.png"], schema: "error", exitCode: 2 },
  { argv: ["chekc"], schema: "error", exitCode: 2 },
];

/** What the cases name. */
async function prepare(folder: Folder): Promise<void> {
  addPictures(folder, "a.png");
  folder.write("step.log", writeTrace(chain(10)));
  const run = ["image", "a.png", "-p", "upscaler;model=resample-x2", "--journal", "run.ndjson"];
  expect((await spillway(run, { cwd: folder.path })).exitCode).toBe(0);
}

describe("--json", () => {
  test.each(CASES)("of $argv is one document of schemas/$schema.json", async (one) => {
    using folder = new Folder();
    await prepare(folder);
    const argv = [...one.argv, "--json"];
    const { exitCode, stdout } = await spillway(argv, { cwd: folder.path });
    expect(exitCode).toBe(one.exitCode);
    const document: unknown = JSON.parse(stdout);
    expect(shipped(one.schema).safeParse(document)).toMatchObject({ success: true });
    // A check that cannot fail would be none.
    expect(shipped(one.schema).safeParse({ unknown: document }).success).toBe(false);
  });
});
