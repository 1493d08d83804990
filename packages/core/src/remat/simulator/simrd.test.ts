import { describe, expect, test } from "vitest";
import { hasSimrdData, simrdRuns, simrdTrace, TRACES } from "../testing/simrd-data.ts";
import { type PreparedTrace, simulate } from "./simulate.ts";

const RATIOS = Array.from({ length: 49 }, (_, k) => (k + 1) / 50);

function curve(prepared: PreparedTrace, policy: string, recursion: "paper" | "frontier") {
  return RATIOS.map((ratio) =>
    simulate(prepared, { policy, recursion, budget: { kind: "ratio", ratio } }),
  );
}

describe.skipIf(!hasSimrdData())("on the recorded traces", () => {
  test.each(TRACES)("%s gives what the paper's simulator gives, run by run", (model, file) => {
    const prepared = simrdTrace(file);
    for (const run of simrdRuns(model)) {
      const budget = { kind: "ratio", ratio: run.ratio } as const;
      const { baseline } = prepared;
      expect(baseline).toEqual({ peakBytes: run.baselineBytes, computeNs: run.baseNs });
      const got = simulate(prepared, { policy: run.policy, budget });
      expect(`${run.policy} at ${run.ratio}: ${got.result}`).toBe(
        `${run.policy} at ${run.ratio}: ${run.result}`,
      );
      if (run.result !== "ok") continue;
      const { evictions, rematNs, peakBytes } = run;
      expect(got).toMatchObject({ evictions, rematNs, peakBytes });
    }
  });

  test.each(TRACES)(
    "%s is feasible with less memory, and never dearer, by frontier",
    (_, file) => {
      const prepared = simrdTrace(file);
      for (const policy of ["dtr", "dtr-eq"]) {
        const [paper, frontier] = [
          curve(prepared, policy, "paper"),
          curve(prepared, policy, "frontier"),
        ];
        const least = (runs: typeof paper) => runs.findIndex((run) => run.result === "ok");
        expect(least(frontier)).toBeLessThan(least(paper));
        for (const [index, run] of paper.entries()) {
          const other = frontier[index]!;
          if (run.result !== "ok" || other.result !== "ok") continue;
          expect(other.overhead).toBeLessThanOrEqual(run.overhead * 1.005);
        }
      }
    },
    120_000,
  );
});
