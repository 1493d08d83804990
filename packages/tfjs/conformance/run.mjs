// node conformance/run.mjs [BACKEND…] [--filter=TEXT] [--show=N]
// Names choose entries of backends.mjs, and those that are measured against them; without names all are run but those in
// Chromium. Exits 1 when a wrapped backend fails a spec that its inner one passes.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { backends } from "./backends.mjs";
import { bundleSpecs, wasmFolder } from "./bundle.mjs";
import { runSpecsInChromium } from "./chromium.mjs";
import { regressions, totals } from "./compare.mjs";

const out = join(dirname(fileURLToPath(import.meta.url)), "out");

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    filter: { type: "string", default: "" },
    show: { type: "string", default: "10" },
  },
});

function chosenEntries(names) {
  const unknown = names.filter((name) => !backends.some((entry) => entry.name === name));
  if (unknown.length > 0) {
    const known = backends.map((entry) => entry.name).join(", ");
    console.error(`no such backend: ${unknown.join(", ")}; choose from ${known}`);
    process.exit(2);
  }
  if (names.length === 0) return backends.filter((entry) => !entry.isInChromium);
  return backends.filter(({ name, inner }) => names.includes(name) || names.includes(inner));
}

/** Runs all specs on one backend in a process of its own and reads its report back. */
function runSpecsInNode(bundle, name) {
  const reportFile = join(out, `${name}.json`);
  rmSync(reportFile, { force: true });
  const child = spawnSync(process.execPath, [bundle, name, reportFile, values.filter], {
    env: { ...process.env, SPILLWAY_WASM_FOLDER: wasmFolder },
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (child.status === 0) return JSON.parse(readFileSync(reportFile, "utf8"));
  console.error(child.stderr.slice(-4000));
  throw new Error(`the specs on ${name} ended with status ${child.status ?? child.signal}`);
}

function cached(make) {
  const made = new Map();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
}

function show(failures) {
  for (const { name, message } of failures.slice(0, Number(values.show))) {
    console.log(`  ${name}\n    ${String(message).split("\n")[0]}`);
  }
}

async function judge(entry, reportOf) {
  const report = await reportOf(entry.name);
  const { passed, failed } = totals(report.specs);
  console.log(`${entry.name}: ${passed} passed, ${failed} failed`);
  if (report.outside.length > 0) console.log(`  outside any spec: ${report.outside[0]}`);
  if (entry.inner === undefined) {
    if (positionals.length > 0) show(report.specs.filter((spec) => !spec.passed));
    return 0;
  }
  const lost = regressions((await reportOf(entry.inner)).specs, report.specs);
  console.log(`  ${lost.length} of the specs that pass on ${entry.inner} do not pass`);
  show(lost);
  return lost.length;
}

/** Runs all specs on one backend, and leaves the report in a file. */
async function runSpecs(name) {
  if (!backends.find((entry) => entry.name === name).isInChromium) {
    return runSpecsInNode(await specsForNode(), name);
  }
  const report = await runSpecsInChromium(name, values.filter);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${name}.json`), JSON.stringify(report));
  return report;
}

const entries = chosenEntries(positionals);
const specsForNode = cached(bundleSpecs);
const reportOf = cached(runSpecs);
let lost = 0;
let passed = 0;
for (const entry of entries) {
  lost += await judge(entry, reportOf);
  passed += totals((await reportOf(entry.name)).specs).passed;
}
console.log(`${passed} passed, ${lost} failed`);
process.exit(lost > 0 ? 1 : 0);
