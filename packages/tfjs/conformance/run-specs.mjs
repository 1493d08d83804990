import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js";
import { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util.js";
import jasmineRequire from "jasmine-core/lib/jasmine-core/jasmine.js";
import { backends } from "./backends.mjs";

/** Milliseconds that a spec may take: against hanging only. */
const SPEC_TIMEOUT = 60_000;

function startJasmine(filters) {
  const jasmine = jasmineRequire.core(jasmineRequire);
  const env = jasmine.getEnv({ suppressLoadErrors: true });
  Object.assign(globalThis, jasmineRequire.interface(jasmine, env), { jasmine });
  const specFilter = (spec) => filters.some((filter) => spec.getFullName().includes(filter));
  env.configure({ random: false, stopSpecOnExpectationFailure: false, specFilter });
  jasmine.DEFAULT_TIMEOUT_INTERVAL = SPEC_TIMEOUT;
  return env;
}

function reporter(specStarted, finish) {
  const specs = [];
  return {
    specStarted: ({ fullName }) => specStarted(fullName),
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

/** Runs every spec whose name has one of `filters` in it on a backend; gives the report. */
export async function runSpecs(name, filters, specStarted = () => undefined) {
  const entry = backends.find((candidate) => candidate.name === name);
  const env = startJasmine(filters);
  const backendName = await entry.register(tf);
  // One environment name for every backend, so that a spec is called the same on all of them. While the specs are
  // defined, a wrapped backend goes by its inner one's name, since some are only defined for a backend of that name.
  const environment = {
    name: "backend",
    backendName: entry.inner ?? backendName,
    isDataSync: true,
    ...(entry.flags && { flags: entry.flags }),
  };
  setTestEnvs([environment]);
  await import("@tensorflow/tfjs-core/dist/tests.js");
  environment.backendName = backendName;
  const finished = new Promise((resolve) => env.addReporter(reporter(specStarted, resolve)));
  await env.execute();
  return finished;
}
