import { describe, expect, test } from "vitest";
import { ProgressLine } from "./progress-line.ts";

function lineOn(isTTY: boolean, quiet = false) {
  let written = "";
  const stream = {
    isTTY,
    write: (text: string | Uint8Array) => void (written += String(text)),
    flush: () => Promise.resolve(),
  };
  return { line: new ProgressLine(stream, { quiet }), written: () => written };
}

describe("ProgressLine", () => {
  test("writes over itself, and is taken away", () => {
    const { line, written } = lineOn(true);
    line.show("one");
    line.show("one");
    line.show("two");
    line.clear();
    line.clear();
    expect(written()).toBe("\r\u001b[Kone\r\u001b[Ktwo\r\u001b[K");
  });

  test("is taken away at the end of its scope, however that is left", () => {
    const { line, written } = lineOn(true);
    const fail = (): never => {
      using shown = line;
      shown.show("one");
      throw new Error("no");
    };
    expect(fail).toThrow("no");
    expect(written()).toBe("\r\u001b[Kone\r\u001b[K");
  });

  test.each([
    ["without a terminal", false, false],
    ["when it is to be quiet", true, true],
  ])("writes nothing %s", (_, isTTY, quiet) => {
    const { line, written } = lineOn(isTTY, quiet);
    line.show("one");
    line.clear();
    expect(written()).toBe("");
  });
});
