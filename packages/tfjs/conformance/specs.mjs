// Bundled by bundle.mjs and run in a process of its own: one backend, every spec, one JSON report.
import { writeFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util.js";
import jasmineRequire from "jasmine-core/lib/jasmine-core/jasmine.js";
import { backends } from "./backends.mjs";

const [, , name, reportFile, filter = ""] = process.argv;

function startJasmine() {
  const jasmine = jasmineRequire.core(jasmineRequire);
  const env = jasmine.getEnv({ suppressLoadErrors: true });
  Object.assign(globalThis, jasmineRequire.interface(jasmine, env), { jasmine });
  const specFilter = (spec) => spec.getFullName().includes(filter);
  env.configure({ random: false, stopSpecOnExpectationFailure: false, specFilter });
  return env;
}

function reporter(finish) {
  const specs = [];
  return {
    specStarted(spec) {
      if (process.env.TRACE_SPECS)
        writeFileSync(process.env.TRACE_SPECS, spec.fullName + "\n", { flag: "a" });
    },
    specDone(spec) {
      if (spec.status !== "passed" && spec.status !== "failed") return;
      const message = spec.failedExpectations[0]?.message;
      specs.push({ name: spec.fullName, passed: spec.status === "passed", message });
    },
    jasmineDone(result) {
      const outside = result.failedExpectations.map((failure) => failure.message);
      finish({ specs, outside });
    },
  };
}

async function main() {
  const entry = backends.find((candidate) => candidate.name === name);
  const env = startJasmine();
  const backendName = await entry.register(tf);
  // One environment name for every backend, so that a spec is called the same on all of them. While the specs are
  // defined, a wrapped backend goes by its inner one's name, since some are only defined for a backend of that name.
  const environment = {
    name: "backend",
    backendName: entry.inner ?? backendName,
    isDataSync: true,
  };
  setTestEnvs([environment]);
  await import("@tensorflow/tfjs-core/dist/tests.js");
  environment.backendName = backendName;
  env.addReporter(reporter((report) => writeFileSync(reportFile, JSON.stringify(report))));
  await env.execute();
  process.exit(0);
}

// Some specs leave a rejected promise unhandled on purpose; only a missing report counts as a crash.
process.on("unhandledRejection", () => undefined);
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
