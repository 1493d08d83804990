import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { beforeAll, describe, expect, test } from "vitest";

/** A governor with something held in its budget, and `load`, ahead of what a test does with it. */
const HELD = `
  const governor = new Governor({ budgets: { host: 100 }, waitMs: 20 });
  const pool = governor.pool("models");
  const load = () => ({ value: {} });
  const held = await pool.acquire({ key: "held", bytes: 80, load, idleMs: 3_600_000 });
`;

let governor = "";

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      target: "es2023",
      rolldownOptions: {
        input: fileURLToPath(new URL("governor.ts", import.meta.url)),
        preserveEntrySignatures: "strict",
      },
    },
  });
  if (!("output" in built)) throw new Error("one bundle was expected");
  governor = `data:text/javascript;base64,${Buffer.from(built.output[0].code).toString("base64")}`;
});

/** Runs a program that has nothing but the governor to wait for. */
function run(body: string): { readonly status: number | null; readonly output: string } {
  const program = `import { Governor } from "${governor}"; ${HELD} ${body}`;
  const options = { input: program, encoding: "utf8", timeout: 100_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module"], options);
  return { status, output: stdout + stderr };
}

describe("a program with nothing else to do", () => {
  test("lives until its request is out of time, and sees the error", () => {
    const { status, output } = run(`
      const error = await pool.acquire({ key: "next", bytes: 40, load }).catch((error) => error);
      console.log(error.code);
    `);
    expect([status, output]).toEqual([0, "ERR_WAIT_TIMEOUT\n"]);
  });

  test("ends without waiting for idle residents to be evicted", () => {
    expect(run("held.release();")).toEqual({ status: 0, output: "" });
  });
});
