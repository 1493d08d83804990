import { describe, expect, test } from "vitest";
import { renderSimulationReport } from "../src/index.ts";
import type { RematEvent, SimulatedRun } from "../src/index.ts";
import { misnested, pageText, tagsOf } from "./page-text.ts";

const MB = 1_000_000;

/** A policy's runs by budget: an overhead where it fits, the kind of failure where it does not. */
function sweep(
  trace: string,
  policy: string,
  results: Readonly<Record<number, number | "oom" | "thrash">>,
): readonly SimulatedRun[] {
  return Object.entries(results).map(([ratio, result]) => ({
    trace,
    policy,
    ratio: Number(ratio),
    budgetBytes: Number(ratio) * 1000 * MB,
    result: typeof result === "number" ? "ok" : result,
    overhead: typeof result === "number" ? result : 2,
    evictions: 12,
    rematNs: 3e6,
    peakBytes: 900 * MB,
    baselineBytes: 1000 * MB,
    baseNs: 300e6,
    wallMs: 40,
  }));
}

const runs = [
  ...sweep("resnet", "dtr", { 0.9: 1.01, 0.5: 1.1, 0.3: 1.4, 0.1: "oom" }),
  ...sweep("resnet", "lru", { 0.9: 1.05, 0.5: "thrash" }),
  ...sweep("lstm", "dtr", { 0.9: 1.02, 0.5: 1.2 }),
  ...sweep("lstm", "size", { 0.9: "thrash", 0.5: "oom" }),
];

const points = Array.from({ length: 5000 }, (_, i) => ({ ns: i * 1000, bytes: (i % 700) * MB }));
const events: readonly RematEvent[] = points
  .filter((_, i) => i % 100 === 0)
  .map(({ ns }, i) => ({ ns, kind: i % 3 === 0 ? "remat" : "evict", bytes: MB }));
const history = { points, events, budgetBytes: 700 * MB };

describe("renderSimulationReport", () => {
  test("opens with how little memory each trace fits in, and for what", async () => {
    const text = pageText(await renderSimulationReport({ title: "sweep", runs }));
    expect(text).toContain(
      "2 traces fit in 30 % to 50 % of their memory for 1.20 to 1.40 times the compute",
    );
    expect(text).toContain("3 policies within 4 budgets: 10 runs, of which 4 failed.");
    expect(text).toContain("resnet fits in 30 % of its memory for 1.40 times the compute, by dtr");
  });

  test("marks where each curve ends and why, and names what has no curve", async () => {
    const text = pageText(await renderSimulationReport({ title: "sweep", runs }));
    expect(text).toContain("dtr, oom at 10 %");
    expect(text).toContain("lru, thrash at 50 %");
    expect(text).toContain("No budget was enough for size.");
  });

  test("tells runs of different recursions apart", async () => {
    const deep = runs.map((run, i) => ({ ...run, recursion: i % 2 === 0 ? "deep" : "shallow" }));
    const text = pageText(await renderSimulationReport({ title: "sweep", runs: deep }));
    expect(text).toContain("dtr (deep)");
    expect(text).toContain("dtr (shallow)");
  });

  test("lists every run", async () => {
    const page = await renderSimulationReport({ title: "sweep", runs });
    expect(page.match(/<tr [^>]*>\s*<th scope="row">(dtr|lru|size)<\/th>/g)).toHaveLength(
      runs.length,
    );
  });

  test("draws one run in detail, no finer than the drawing", async () => {
    const page = await renderSimulationReport({ title: "sweep", runs, history });
    expect(pageText(page)).toContain(
      "33 evictions and 17 rematerializations kept the run at 699 MB of its 700 MB",
    );
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });

  test("gives the same bytes for the same sweep, well-formed and without scripts or links", async () => {
    const name = `"><script>alert(1)</script>`;
    const hostile = runs.map((run) => ({ ...run, trace: name, policy: `${name}${run.policy}` }));
    const report = { title: name, runs: hostile, history };
    const page = await renderSimulationReport(report);
    expect(await renderSimulationReport(report)).toBe(page);
    expect(misnested(page)).toBeUndefined();
    expect(tagsOf(page).map((tag) => tag.name)).not.toContain("script");
    expect(page).not.toMatch(/NaN|url\((?!#)/);
  });

  test("says so when nothing fits, or nothing was run", async () => {
    const none = sweep("t", "dtr", { 0.5: "oom" });
    expect(pageText(await renderSimulationReport({ title: "t", runs: none }))).toContain(
      "t fits in none of the budgets",
    );
    expect(pageText(await renderSimulationReport({ title: "t", runs: [] }))).toContain(
      "No trace fits in any of the budgets",
    );
  });
});
