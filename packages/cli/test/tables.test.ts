import { formatBytes, formatMillis } from "@spillway/core";
import { describe, expect, test } from "vitest";
import { spillway } from "./harness.ts";
import { checkOutput } from "./outputs/check-output.ts";
import { simulateOutput } from "./outputs/simulate-output.ts";

/** Both forms of one command. */
async function both(argv: readonly string[]) {
  const people = await spillway(argv);
  const machine = await spillway([...argv, "--json"]);
  return { table: people.stdout, json: JSON.parse(machine.stdout) as unknown };
}

/** The cells of a line, which stand two blanks apart. */
function cellsOf(line: string): readonly string[] {
  return line.trim().split(/ {2,}/);
}

describe("what a table shows people is in the JSON, in bytes", () => {
  test("of check", async () => {
    const argv = ["check", "memory_required > a", "up < 50", "--var", "memory_required=4GB"];
    const { table, json } = await both([...argv, "--var", "a=1MB", "--var", "up=12.5"]);
    const { results, device, outcome } = checkOutput.parse(json);
    const told = results.flatMap((result) => [
      [result.outcome.replace("-", " "), result.expression],
      ...Object.entries(result.values).map(([name, value]) => [
        name,
        name.endsWith("_percent") ? `${Number(value).toFixed(1)} %` : formatBytes(Number(value)),
        String(value),
      ]),
    ]);
    const [body = "", sum] = table.trimEnd().split("\n\n");
    expect(body.split("\n").map(cellsOf)).toEqual(told);
    expect(sum).toBe(`${outcome} on ${device} (2 of 2 met, mode any)`);
  });

  test("of simulate, also of runs that fail", async () => {
    const argv = ["simulate", "resnet", "--policy", "dtr-eq,lru", "--budget", "0.6,0.3,0.05"];
    const { table, json } = await both(argv);
    const runs = simulateOutput.parse(json);
    const [title, , ...rows] = table.trimEnd().split("\n");
    const { trace, baselineBytes, baseNs } = runs[0]!;
    expect(title).toBe(
      `${trace}: peak ${formatBytes(baselineBytes)}, compute ${formatMillis(baseNs / 1e6)}`,
    );
    expect(rows).toHaveLength(runs.length);
    for (const [index, run] of runs.entries()) {
      const common = [run.policy, run.recursion, formatBytes(run.budgetBytes)];
      const share = `${(run.ratio * 100).toFixed(0)} %`;
      const cells = cellsOf(rows[index] ?? "");
      expect(cells.slice(0, 4)).toEqual([...common, share]);
      const figures = [
        run.overhead.toFixed(4),
        String(run.evictions),
        formatMillis(run.rematNs / 1e6),
        formatBytes(run.peakBytes),
      ];
      if (run.result === "ok") expect(cells.slice(4)).toEqual(figures);
      else expect(cells[4]).toMatch(new RegExp(`^${run.result}: .*${run.failure?.operatorName}`));
    }
    expect(new Set(runs.map(({ result }) => result)).size).toBeGreaterThan(1);
  });
});
