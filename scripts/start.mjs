// The main job on what ships with the repository: a picture through several processors, two of them ONNX models that
// do not both fit in the memory they are given. Prints the command first, so that it can be copied.
import { spawn } from "node:child_process";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const job = [
  "image",
  "packages/image/assets/dam.jpg",
  "packages/image/assets/emblem.png",
  "--processors",
  "upscaler;model=resample-x2;tile=128",
  "upscaler;model=resample-x4;tile=128;scale=1",
  "posterize;bits=4",
  "--output",
  "out/",
  "--output-overwrite",
  "--memory",
  "200MB",
  "--journal",
  "out/journal.ndjson",
  "--report",
  "out/report.html",
];

const command = fileURLToPath(new URL("../packages/cli/bin/spillway.mjs", import.meta.url));

/** @param {string} word */
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`;
}

console.log(`$ npx spillway ${job.map(quoted).join(" ")}\n`);
const child = spawn(process.execPath, [command, ...job], { cwd: root, stdio: "inherit" });
// A terminal sends Ctrl-C to the child as well, which cleans up and then ends with its own code.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 130);
  if (code === 0) {
    const journal = relative(process.cwd(), `${root}out/journal.ndjson`);
    console.log(`\nwhy, in full: npx spillway explain ${journal}`);
  }
});
