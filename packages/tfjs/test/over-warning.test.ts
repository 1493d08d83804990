import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DtrBackend } from "../src/index.ts";
import { KB4, chain, removeWrap, selectWrap, vector } from "./tested-wrap.ts";

let dtr: DtrBackend;

afterEach(() => removeWrap(dtr));

describe("the first time that a soft threshold is passed", () => {
  const lines: unknown[][] = [];

  beforeEach(() => {
    vi.spyOn(console, "warn").mockImplementation((...line) => void lines.push(line));
  });
  afterEach(() => {
    tf.env().set("PROD", false);
    vi.restoreAllMocks();
  });

  /** From here on TensorFlow.js warns, having said all that it says to any program. */
  async function listenToWarnings(): Promise<void> {
    tf.env().set("IS_TEST", true);
    await tf.setBackend("tested");
    vector().dispose();
    tf.env().set("IS_TEST", false);
    lines.length = 0;
  }

  test("one line says by how much, and what to do, and none does after that", async () => {
    dtr = await selectWrap({ evictionThreshold: 2 * KB4 + 4 });
    await listenToWarnings();
    tf.dispose(chain(1));
    expect(lines).toEqual([]);
    for (let time = 0; time < 3; time++) tf.dispose(chain(4));
    expect(lines).toHaveLength(1);
    expect(String(lines[0])).toMatch(
      /^the threshold of tested, 8\.20 kB, is passed by 4 B so far: .*stats\(\)\.overBytes.*raise dtr\.evictionThreshold .*\)$/,
    );
    tf.engine().reset();
    await listenToWarnings();
    tf.dispose(chain(4));
    expect(dtr.stats().overBytes).toBeGreaterThan(0);
    expect(lines).toEqual([]);
  });

  test.each<[string, () => unknown]>([
    ["the program listens to that itself", () => dtr.on("over", () => undefined)],
    [
      "TensorFlow.js runs in its production mode",
      () => {
        tf.env().set("PROD", true);
      },
    ],
  ])("says nothing when %s", async (_, prepare) => {
    dtr = await selectWrap({ evictionThreshold: KB4 });
    await listenToWarnings();
    prepare();
    tf.dispose(chain(4));
    expect(dtr.stats().overBytes).toBeGreaterThan(0);
    expect(lines).toEqual([]);
  });
});
