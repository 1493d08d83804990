import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { shippedModelPath } from "../src/index.ts";

const built = new URL("../dist/index.js", import.meta.url).href;
const folder = fileURLToPath(new URL("..", import.meta.url));

/** Runs a program that has nothing but a holder to wait for. `output` is all that it printed. */
function run(
  body: string,
  kind: "childProcessHolder" | "inProcessHolder" = "childProcessHolder",
): { readonly status: number | null; readonly output: string } {
  const program = `import { ${kind} } from "${built}"; const holder = ${kind}(); ${body}`;
  const options = { input: program, encoding: "utf8", timeout: 100_000, cwd: folder } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module"], options);
  return { status, output: stdout + stderr };
}

const model = JSON.stringify(shippedModelPath("resample-x2"));

test("a program with nothing else to do hears of a model that cannot be opened", () => {
  // The libraries of CUDA do not come with the runtime.
  const { status, output } = run(`
    const error = await holder.open(${model}, { executionProviders: ["cuda"] }).catch((error) => error);
    console.log(error.code, holder.pids.length);
  `);
  expect([status, output]).toEqual([0, "ERR_ONNX_RUNTIME 0\n"]);
});

test("a program with nothing else to do sees its session closed", () => {
  const { status, output } = run(`
    const session = await holder.open(${model});
    const { returnedBytes } = await session.close();
    console.log(returnedBytes > 1e6, holder.pids.length);
  `);
  expect([status, output]).toEqual([0, "true 0\n"]);
});

test("a provider that cannot be loaded into this process is told by the error, and not printed", () => {
  const { status, output } = run(
    `
    for (const executionProviders of [["cuda", "cpu"], ["abacus", "cpu"]]) {
      const error = await holder.open(${model}, { executionProviders }).catch((error) => error);
      console.log(error.code);
    }
  `,
    "inProcessHolder",
  );
  expect([status, output]).toEqual([0, "ERR_ONNX_RUNTIME\nERR_ONNX_RUNTIME\n"]);
});
