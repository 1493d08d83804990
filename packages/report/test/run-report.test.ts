import {
  accountFor,
  formatBytes,
  journalEntryLine,
  journalHeaderLine,
  parseJournal,
} from "@spillway/core";
import type { DecisionAccount, JournalEntry } from "@spillway/core";
import { beforeAll, describe, expect, test } from "vitest";
import { renderRunReport } from "../src/index.ts";
import { Governed, MB } from "./governed.ts";
import { misnested, pageText, tagsOf } from "./page-text.ts";
import { DEPTH, EDGES, pictureRun } from "./scenario.ts";

let entries: readonly JournalEntry[];
let page: string;

beforeAll(async () => {
  entries = await pictureRun();
  page = await renderRunReport({
    title: "harbour.png",
    startedAt: "2026-03-02T09:14:00Z",
    command: "spillway image harbour.png -p canny",
    entries,
    inputs: [
      { name: "harbour.png", outputs: ["out/harbour.png"] },
      { name: "torn.png", error: "no picture" },
    ],
  });
});

/** The rounds of evictions with the part of the page that explains each. */
function cases(): readonly { readonly decision: DecisionAccount; readonly text: string }[] {
  const rounds = accountFor(entries)
    .flatMap(({ decisions }) => decisions)
    .filter(({ verdict }) => verdict.kind === "evict")
    .sort((a, b) => a.at - b.at);
  return rounds.map((decision, i) => {
    const article = new RegExp(`<article class="case" id="eviction-${i + 1}".*?</article>`, "s");
    return { decision, text: pageText(article.exec(page)?.[0] ?? "") };
  });
}

/** Attributes that ask the network for something, or run something. */
function leavesOrRuns(attribute: string): boolean {
  return /^(on.*|href|src|srcset|xlink:href|action|data|style:.*)$/i.test(attribute);
}

describe("renderRunReport", () => {
  test("opens with the finding and the key figures", () => {
    const text = pageText(page);
    expect(text).toContain("5 evictions kept 6 models within 256 MB on host");
    expect(text).toContain("Peak on host 240 MB of a budget of 256 MB");
    expect(text).toContain("Evictions 5 3 by constraint, 2 by budget; 3 more not to make room");
    expect(text).toContain(
      "harbour.png · 2026-03-02T09:14:00Z spillway image harbour.png -p canny",
    );
  });

  test("explains every round of evictions: expression, values, candidates with their worth, what came back", () => {
    const all = cases();
    expect(
      new Set(
        all.map(({ decision }) => decision.verdict.kind === "evict" && decision.verdict.reason),
      ),
    ).toEqual(new Set(["constraint", "budget"]));
    for (const { decision, text } of all) {
      const fired = decision.evaluations.filter(({ outcome }) => outcome === "met");
      for (const { list, results } of fired) {
        for (const { expression, values } of results) {
          expect(text).toContain(`${list} fired`);
          expect(text).toContain(expression);
          for (const [name, value] of Object.entries(values)) {
            expect(text).toContain(
              `${name} ${formatBytes(Number(value))} ${Number(value).toLocaleString("en")}`,
            );
          }
        }
      }
      expect(decision.candidates.length).toBeGreaterThan(0);
      for (const { id, bytes, worth } of decision.candidates) {
        expect(text).toContain(`${id} ${formatBytes(bytes)}`);
        expect(text).toContain(
          worth
            .toExponential(2)
            .replace(/\.?0+e/, "e")
            .replace("-", "−"),
        );
      }
      expect(text).toContain(
        `${decision.measured?.measured?.toLocaleString("en") ?? ""} bytes) less in use`,
      );
    }
  });

  test("shows an expression once, with the names of both lists that hold it", async () => {
    const shared = ["memory_required > 0"];
    const run = new Governed(400 * MB, {
      pools: { image_processor: { constraints: { gc: shared, cache: shared } } },
    });
    await run.use(EDGES, 10);
    await run.use(DEPTH, 10);
    const text = await renderRunReport({ title: "t", entries: run.governor.journal.entries });
    const [story = ""] = /<article class="case".*?<\/article>/s.exec(text) ?? [];
    expect(story.match(/class="expression"/g)).toHaveLength(1);
    expect(pageText(story)).toContain(
      "IMAGE_PROCESSOR_CACHE_GC_CONSTRAINTS fired, which may evict any resident of the device IMAGE_PROCESSOR_CACHE_MEMORY_CONSTRAINTS fired, which may evict residents of the pool memory_required > 0 memory_required 88.0 MB",
    );
  });

  test("says of each candidate whether it went", () => {
    for (const { decision, text } of cases()) {
      const victims = decision.verdict.kind === "evict" ? decision.verdict.victims : [];
      expect(text.match(/− ?\d+ evicted/g)).toHaveLength(victims.length);
      const kept = decision.candidates.length - victims.length;
      expect(text.match(/− ?\d+ kept/g) ?? []).toHaveLength(kept);
    }
  });

  test("shows the sum by which a budget would have been exceeded", () => {
    const short = cases().filter(({ text }) =>
      text.includes("budget of host would have been exceeded"),
    );
    expect(short.length).toBeGreaterThan(0);
    expect(short.at(-1)?.text).toContain("> 256,000,000");
  });

  test("tells why everything else left, waited, was refused or failed", () => {
    const text = pageText(page);
    expect(text).toContain("prompt_weighter/compel@host");
    expect(text).toContain("it was not used for as long as its pool allows");
    expect(text).toContain("the governor was closed");
    expect(text).toMatch(
      /budget of host: .* were missing, held by image_processor\/realesrgan-x4plus.onnx@host admitted after 620 ms/,
    );
    expect(text).toContain(
      "6.90 GB (6,900,000,000 bytes) can never fit: budget of host allows 256 MB (256,000,000 bytes)",
    );
    expect(text).toContain("its load failed Error: protobuf parsing failed");
    expect(text).toContain("torn.png no picture");
  });

  test("lists every event of the journal", () => {
    const table = /<details class="events">.*<\/details>/s.exec(page)?.[0] ?? "";
    for (const { seq, kind } of entries) {
      expect(table).toMatch(
        new RegExp(`<th scope="row">${seq}</th><td[^>]*>[^<]*</td><td *>${kind}</td>`),
      );
    }
  });

  test("gives each chart a sentence, a name for those who cannot see it, and its numbers", () => {
    const figures = [...page.matchAll(/<figure .*?<\/figure>/gs)].map(([figure]) => figure);
    expect(figures).toHaveLength(2);
    for (const figure of figures) {
      expect(figure).toMatch(/<svg\s[^>]*role="img"\s+aria-label="[^"]{20,}"/);
      expect(figure).toMatch(/<details>\s*<summary>The numbers<\/summary>.*<table>/s);
      expect(figure.match(/role="(?!group)[^"]*"/g)).toEqual(['role="img"']);
      expect(figure).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  test("is well-formed and asks nothing of the network and runs nothing", () => {
    expect(misnested(page)).toBeUndefined();
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`,
    );
    for (const { name, attributes } of tagsOf(page)) {
      expect(["script", "link", "img", "iframe", "object", "a"]).not.toContain(name);
      expect(attributes.filter(leavesOrRuns)).toEqual([]);
    }
    expect(page.replaceAll(/xmlns(:xlink)?="[^"]*"/g, "")).not.toMatch(
      /https?:|url\((?!#)|@import/,
    );
    expect(new Set(page.match(/ id="[^"]*"/g)).size).toBe(page.match(/ id="[^"]*"/g)?.length);
  });

  test("gives the same bytes for the same run", async () => {
    const again = { title: "t", entries };
    expect(await renderRunReport(again)).toBe(await renderRunReport(again));
  });

  test("gives the same page from a journal file", async () => {
    const header = journalHeaderLine({ startedAt: "", command: "" });
    const reread = parseJournal(header + entries.map(journalEntryLine).join("")).entries;
    expect(await renderRunReport({ title: "t", entries: reread })).toBe(
      await renderRunReport({ title: "t", entries }),
    );
  });

  test("stays within 300 kB for thousands of events without an eviction", async () => {
    const run = new Governed(400 * MB);
    for (let i = 0; i < 1000; i++) await run.use({ key: "one", bytes: MB, loadMs: 1 }, 1);
    const many = await renderRunReport({ title: "t", entries: run.governor.journal.entries });
    const withoutEvents = many.replace(/<details class="events">.*<\/details>/s, "");
    expect(run.governor.journal.entries.length).toBeGreaterThan(2000);
    expect(Buffer.byteLength(withoutEvents)).toBeLessThan(300_000);
  });

  test("draws a device of which the journal keeps a finished load alone", async () => {
    const loaded = entries.filter(({ kind }) => kind === "loaded").slice(0, 1);
    const text = pageText(await renderRunReport({ title: "t", entries: loaded }));
    expect(text).toContain("Placed memory on host peaked at 104 MB");
  });

  test("shows an infinite worth as such", async () => {
    const dear = entries.map((entry) =>
      entry.kind !== "decision"
        ? entry
        : { ...entry, candidates: entry.candidates.map((each) => ({ ...each, worth: Infinity })) },
    );
    expect(pageText(await renderRunReport({ title: "t", entries: dear }))).toContain(" ∞ evicted");
  });

  test("says so when nothing happened", async () => {
    const text = pageText(await renderRunReport({ title: "nothing", entries: [] }));
    expect(text).toContain("Nothing was loaded The journal is empty.");
  });

  test("says so when nothing had to go", async () => {
    const run = new Governed(400 * MB);
    await run.use({ key: "only", bytes: 60 * MB }, 100);
    const text = pageText(
      await renderRunReport({ title: "t", entries: run.governor.journal.entries }),
    );
    expect(text).toContain("Nothing had to be evicted: 1 model took at most 60.0 MB on host");
  });

  test.each([
    `</text></svg><script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `' onmouseover='alert(1)`,
    `</style><style>*{display:none}`,
    "a\u202egpj.exe",
    `datum['x'] + {signal: "1"}`,
    "__proto__",
    "&lt;b&gt;",
  ])("a name cannot become markup: %s", async (name) => {
    const run = new Governed(400 * MB, { budgets: { host: 100 * MB, [name]: 100 * MB } });
    await run.use({ key: name, pool: name, bytes: 70 * MB }, 1000);
    await run.use({ key: "b", pool: name, device: name, bytes: 60 * MB }, 1000);
    await run.use({ key: "c", bytes: 60 * MB }, 100);
    const journal = run.governor.journal.entries;
    const inputs = [{ name, outputs: [name], error: name }];
    const report = { title: name, command: name, startedAt: name, entries: journal, inputs };
    const hostile = await renderRunReport(report);
    expect(misnested(hostile)).toBeUndefined();
    const tags = tagsOf(hostile);
    for (const element of ["script", "img"]) {
      expect(tags.map((tag) => tag.name)).not.toContain(element);
    }
    for (const { attributes } of tags) expect(attributes.filter(leavesOrRuns)).toEqual([]);
    expect(hostile.match(/<style>/g)).toHaveLength(1);
    expect(hostile).not.toContain("\u202e");
    if (!name.includes("\u202e")) expect(pageText(hostile)).toContain(name);
  });
});
