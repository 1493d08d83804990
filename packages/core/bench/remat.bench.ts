import { bench, describe } from "vitest";
import { chain } from "../src/remat/generate/chain.ts";
import { lstm, residualNetwork, transformer } from "../src/remat/generate/networks.ts";
import { prepareTrace, simulate } from "../src/remat/simulator/simulate.ts";
import { hasSimrdData, simrdRuns, simrdTrace, TRACES } from "../src/remat/testing/simrd-data.ts";

describe("one run at half the baseline peak", () => {
  for (const trace of [residualNetwork(), transformer(), lstm(), chain(1000)]) {
    const prepared = prepareTrace(trace);
    for (const policy of ["dtr", "dtr-eq", "lru"]) {
      for (const recursion of ["paper", "frontier"] as const) {
        bench(`${trace.name} ${policy} ${recursion}`, () => {
          simulate(prepared, { policy, recursion, budget: { kind: "ratio", ratio: 0.5 } });
        });
      }
    }
  }
});

describe.skipIf(!hasSimrdData())("against the recorded times of the paper's simulator", () => {
  for (const [model, file] of TRACES) {
    bench(
      model,
      () => {
        const prepared = simrdTrace(file);
        const ratios = simrdRuns(model).map((run) => {
          const budget = { kind: "ratio", ratio: run.ratio } as const;
          const times = [1, 2, 3].map(
            () => simulate(prepared, { policy: run.policy, budget }).wallMs,
          );
          return { run, factor: run.wallMs / Math.min(...times) };
        });
        const least = ratios.reduce((a, b) => (a.factor < b.factor ? a : b));
        const name = `${least.run.policy} at ${least.run.ratio}`;
        console.log(`${model}: at least ${least.factor.toFixed(0)} x (${name})`);
      },
      { iterations: 2, warmupIterations: 1, time: 0, warmupTime: 0 },
    );
  }
});
