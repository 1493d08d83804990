// Bundled by bundle.mjs and run in a process of its own: one backend, every spec, one JSON report.
import { writeFileSync } from "node:fs";
import { runSpecs } from "./run-specs.mjs";

const [, , name, reportFile, filter = ""] = process.argv;
const trace = process.env.TRACE_SPECS;

// Some specs leave a rejected promise unhandled on purpose; only a missing report counts as a crash.
process.on("unhandledRejection", () => undefined);
runSpecs(name, [filter], (spec) => trace && writeFileSync(trace, `${spec}\n`, { flag: "a" })).then(
  (report) => {
    writeFileSync(reportFile, JSON.stringify(report));
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
