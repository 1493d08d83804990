import { Governor, journalEntryLine, journalHeaderLine, type JournalEntry } from "@spillway/core";
import { describe, expect, test } from "vitest";
import { explainCodeOutput, explainOutput } from "./outputs/explain-output.ts";
import { Folder, spillway } from "./harness.ts";

/** A journal in which a second model made the first one leave, for a constraint; and a third the second, for a budget. */
async function journalText(): Promise<string> {
  const entries: JournalEntry[] = [];
  const constraints = { gc: [], cache: ["cache_size + memory_required > kb(1)"] };
  await using governor = new Governor({
    budgets: { host: 5000 },
    pools: { image_processor: { constraints }, other: { budget: 700 } },
  });
  governor.journal.subscribe((entry) => entries.push(entry));
  const load = () => ({ value: "model" });
  const use = async (pool: string, key: string) => {
    await using lease = await governor.pool(pool).acquire({ key, bytes: 600, load });
    expect(lease.value).toBe("model");
  };
  await use("image_processor", "/models/first.onnx (child-process)");
  await use("image_processor", "/models/second.onnx (child-process)");
  await use("other", "third");
  await use("other", "fourth");
  await governor.close();
  const header = journalHeaderLine({
    startedAt: "2026-01-02T03:04:05.000Z",
    command: "spillway image a.png",
  });
  return header + entries.map(journalEntryLine).join("");
}

describe("spillway explain JOURNAL", () => {
  test("tells what was asked, what was read, what fired on which values, who could go and who went", async () => {
    const { exitCode, stdout } = await spillway(["explain", "-"], { stdin: await journalText() });
    expect(exitCode).toBe(0);
    const [head, first, second, ...others] = stdout.trimEnd().split("\n\n");
    expect(head).toBe("spillway image a.png  (2026-01-02T03:04:05.000Z)");
    expect(others).toEqual([]);
    const told = (first ?? "").split("\n").map((line) => line.trim().replace(/ +/g, " "));
    expect(told[0]).toMatch(/^1\. evicted first \(600 B\) from host at \S/);
    expect(told).toEqual(
      expect.arrayContaining([
        "asked acquire of second by image_processor: 600 B on host",
        expect.stringMatching(/^available 4\.40 kB budget of host/),
        "fired cache_size + memory_required > kb(1)",
        "of IMAGE_PROCESSOR_CACHE_MEMORY_CONSTRAINTS",
        "cache_size = 600 B (600)",
        "memory_required = 600 B (600)",
        "policy cost-per-byte: the least worth goes first",
        expect.stringMatching(/^first 600 B .* evicted$/),
        expect.stringMatching(/^gave back 600 B predicted, /),
      ]),
    );
    expect(second).toContain("evicted third");
    expect(second).toContain(
      "full       budget of pool other: 600 B of 700 B taken, 600 B more needed",
    );
  });

  test("prints the decisions as JSON, every one with what came of it", async () => {
    const { stdout } = await spillway(["explain", "-", "--json"], { stdin: await journalText() });
    const { decisions } = explainOutput.parse(JSON.parse(stdout));
    expect(new Set(decisions.map(({ requestId }) => requestId)).size).toBe(4);
    expect(decisions.flatMap(({ evicted }) => evicted.map(({ key }) => key))).toEqual([
      "/models/first.onnx (child-process)",
      "third",
    ]);
    expect(decisions.filter(({ load }) => load?.kind === "loaded")).toHaveLength(4);
  });

  test("tells of one key alone when it is asked for", async () => {
    using folder = new Folder();
    folder.write("run.ndjson", await journalText());
    const at = { cwd: folder.path };
    const third = await spillway(["explain", "run.ndjson", "third"], at);
    expect(third.stdout).toContain("evicted third");
    expect(third.stdout).not.toContain("evicted first");
    const json = await spillway(["explain", "run.ndjson", "third", "--json"], at);
    expect(explainOutput.parse(JSON.parse(json.stdout)).decisions).toHaveLength(1);
    const none = await spillway(["explain", "run.ndjson", "fifth"], at);
    expect(none.stdout).toContain("nothing whose key contains `fifth` was evicted");
  });

  test("tells of a run that was killed in the middle of a line", async () => {
    const text = await journalText();
    const { exitCode, stdout } = await spillway(["explain", "-"], { stdin: text.slice(0, -20) });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("the last line is cut off");
    expect(stdout).toContain("evicted first");
  });

  test("says so when nothing was evicted", async () => {
    const [header = "", ...lines] = (await journalText()).split("\n");
    const decision = lines.find((line) => line.includes('"kind":"decision"'));
    const { stdout } = await spillway(["explain", "-"], {
      stdin: `${header}\n${decision ?? ""}\n`,
    });
    expect(stdout).toContain("nothing was evicted; requests for memory: 1");
  });

  test.each([
    ["another file", "{}\n", "-:1:1: is no journal"],
    [
      "a broken line",
      `${journalHeaderLine({ startedAt: "", command: "" })}{"seq":}\n`,
      "-:2:8: is no JSON",
    ],
  ])("refuses %s with its place", async (_, stdin, says) => {
    const { exitCode, stderr } = await spillway(["explain", "-"], { stdin });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error: ${says}`);
  });

  test("names a file that is not there", async () => {
    const { exitCode, stderr } = await spillway(["explain", "none.ndjson"], { cwd: "/" });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("none.ndjson: the journal cannot be read (ENOENT)");
  });

  test.each(["cannot_fit", "CANNOT_FIT", "err_cannot_ft", "canot_fit"])(
    "takes %s, which is no file, for an error code",
    async (subject) => {
      const { exitCode, stderr } = await spillway(["explain", subject], { cwd: "/" });
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/ERR_CANNOT_FIT/);
    },
  );
});

describe("spillway explain ERR_CODE", () => {
  test("prints the entry of docs/errors.md", async () => {
    const { exitCode, stdout } = await spillway(["explain", "ERR_CANNOT_FIT"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ERR_CANNOT_FIT\n\nSomething needs more memory/);
    const json = await spillway(["explain", "err_cannot_fit", "--json"]);
    expect(explainCodeOutput.parse(JSON.parse(json.stdout)).code).toBe("ERR_CANNOT_FIT");
  });

  test("suggests a code for an unknown one", async () => {
    const { exitCode, stderr } = await spillway(["explain", "ERR_CANT_FIT"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("did you mean `ERR_CANNOT_FIT`?");
  });
});
