import { describe, expect, test } from "vitest";
import { heatColour, heatMapHtml, heatStretches } from "./heat-map.ts";
import type { TokenReport } from "./weighter.ts";

const source = "a (<cat>:1.5)";
const report: TokenReport = {
  role: "prompt",
  source,
  encoder: "text_encoder",
  blocks: [
    [
      { id: 1, text: "a</w>", weight: 1, span: { start: 0, end: 1 } },
      { id: 2, text: "<", weight: 1.5, span: { start: 3, end: 8 } },
      { id: 3, text: "cat>", weight: 1.5, span: { start: 3, end: 8 } },
    ],
  ],
};

describe("heatStretches", () => {
  test("covers the whole text, with syntax apart", () => {
    const stretches = heatStretches(report);
    expect(stretches.map(({ text }) => text).join("")).toBe(source);
    expect(stretches).toEqual([
      { text: "a", weight: 1, tokens: ["a</w>"] },
      { text: " (", weight: undefined, tokens: [] },
      { text: "<cat>", weight: 1.5, tokens: ["<", "cat>"] },
      { text: ":1.5)", weight: undefined, tokens: [] },
    ]);
  });

  test("takes a prompt without tokens as syntax", () => {
    expect(heatStretches({ ...report, source: "()", blocks: [[]] })).toEqual([
      { text: "()", weight: undefined, tokens: [] },
    ]);
  });
});

describe("heatMapHtml", () => {
  test("escapes what a prompt holds, and names the weight", () => {
    const html = heatMapHtml(report);
    expect(html).not.toContain("<cat>");
    expect(html).toContain("&#60;cat&#62;");
    expect(html).toContain('title="weight 1.5: &#60; cat&#62;"');
  });
});

describe("heatColour", () => {
  test("is stronger the further a weight is from 1, and none at 1", () => {
    expect(heatColour(1)).toBeUndefined();
    expect(heatColour(1.1)).not.toBe(heatColour(2));
    expect(heatColour(0.5)).toBe(heatColour(0));
    expect(heatColour(-1)).toBe("rgba(52,120,200,0.75)");
  });
});
