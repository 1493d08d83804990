import { describe, expect, test } from "vitest";
import { chain } from "../remat/generate/chain.ts";
import { prepareTrace } from "../remat/simulator/simulate.ts";
import { rematTimelineOf } from "../remat/simulator/timeline.ts";
import { TraceBuilder } from "../remat/trace/trace.ts";
import { dotGraph } from "./dot-graph.ts";

describe("dotGraph", () => {
  test("has a node for each operator and an edge for each maker that one takes from", () => {
    const builder = new TraceBuilder();
    const weight = builder.constant(4_000_000, "weight");
    const [a = 0, b = 0] = builder.call(
      "split",
      1e6,
      [weight],
      [
        { kind: "storage", bytes: 2_000_000 },
        { kind: "storage", bytes: 2_000_000 },
      ],
    );
    builder.call("add", 5e5, [a, b, a], [{ kind: "storage", bytes: 2_000_000 }]);
    const dot = dotGraph(builder.build("tiny"));
    expect(dot).toContain('digraph "tiny" {');
    expect(dot).toContain(String.raw`o1 [label="split\n4.00 MB, 1 ms", style="rounded"];`);
    expect(dot.match(/->/g)).toHaveLength(2);
    expect(dot).toContain("o1 -> o2;");
  });

  test("escapes what names may hold", () => {
    const builder = new TraceBuilder();
    builder.call(String.raw`a "quoted" \n name`, 1, [], [{ kind: "storage", bytes: 1 }]);
    builder.call("two\nlines", 1, [], [{ kind: "storage", bytes: 1 }]);
    const dot = dotGraph(builder.build('a"] ; evil [label="'));
    expect(dot).toContain(String.raw`digraph "a\"] ; evil [label=\"" {`);
    expect(dot).toContain(String.raw`label="a \"quoted\" \\n name\n`);
    expect(dot).toContain(String.raw`label="two\nlines\n`);
    for (const line of dot.trimEnd().split("\n")) {
      const withoutStrings = line.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
      expect(withoutStrings).not.toContain('"');
    }
  });

  test("marks what a run evicted and recomputed", () => {
    const trace = chain(20);
    const budget = { kind: "ratio", ratio: 0.3 } as const;
    const timeline = rematTimelineOf(prepareTrace(trace), { policy: "dtr-eq", budget });
    const dot = dotGraph(trace, timeline);
    expect(dot).toMatch(/evicted ×\d+.*dashed/);
    expect(dot).toMatch(/recomputed ×\d+.*filled/);
    const again = timeline.events.filter(({ kind }) => kind === "remat").length;
    const counts = [...dot.matchAll(/recomputed ×(\d+)/g)].map(([, count]) => Number(count));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(again);
  });
});
