import fc from "fast-check";
import { expect, test } from "vitest";
import { Folder, spillway } from "./harness.ts";

/** Texts that resemble what belongs there, with anything in between. */
function texts(...words: readonly string[]): fc.Arbitrary<string> {
  const part = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...words) },
    fc.string({ maxLength: 5 }),
  );
  return fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
}

/** Bad input of any kind ends with 0, 1 or 2, and never with an internal error. */
async function expectToldWell(argv: readonly string[], cwd: string, stdin = ""): Promise<void> {
  const { exitCode, stderr } = await spillway(argv, { cwd, stdin });
  expect([0, 1, 2]).toContain(exitCode);
  expect(stderr).not.toContain("internal error");
  expect(stderr).not.toMatch(/^\s+at .+:\d+/m);
  if (exitCode !== 0) expect(stderr).toMatch(/^(error|warning): |^Usage/);
}

const EXPRESSIONS = texts(
  "a > 5",
  "a",
  " > ",
  "used",
  "(",
  ")",
  " and ",
  "not ",
  "5",
  "0.7",
  "mb",
  "**",
  "memory_required",
  " ",
  "1_0",
);
const URIS = texts("canny", ";", "=", "lower", "5", "'", '"', "upscaler", "model", "\\", " ");
const CONFIGS = texts(
  "budgets",
  ":",
  " ",
  "\n",
  "  ",
  "- ",
  "host",
  "1GB",
  "[",
  "]",
  "{",
  "}",
  "pools",
  "vae",
  "idle",
  "&a ",
  "*a",
  '"',
);
const JOURNALS = texts(
  '{"kind":"journal","version":1,"startedAt":"","command":""}',
  "\n",
  '{"seq":0',
  ',"at":1',
  ',"kind":"leased"',
  "}",
  "[",
  "null",
);

test.each([
  ["constraints", EXPRESSIONS, (text: string) => ["check", "--", text]],
  [
    "assignments",
    texts("a=5MB", "up=5", "a", "=", "5", "MB", "%"),
    (text: string) => ["check", "a > 1", `--var=${text}`],
  ],
  ["URIs", URIS, (text: string) => ["image", "none.png", `--processors=${text}`]],
  [
    "options",
    texts("-", "--", "json", "o", "p", "="),
    (text: string) => ["image", "none.png", text],
  ],
] as const)("any %s are told well", async (_, texts, argv) => {
  using folder = new Folder();
  await fc.assert(
    fc.asyncProperty(texts, (text) => expectToldWell(argv(text), folder.path)),
    { numRuns: 150 },
  );
});

const TRACES = texts(
  '{"INSTRUCTION":"CONSTANT","NAME":"w"}',
  '{"INSTRUCTION":"MEMORY","NAME":"w","MEMORY":"10"}',
  '{"INSTRUCTION":"CALL","NAME":"f","ARGS":["w"],"RESULT":["a"],"TIME":"5"}',
  '{"INSTRUCTION":"RELEASE","NAME":"w"}',
  "\n",
  "{",
  "null",
);

test.each([
  ["budgets", texts("0.5", ",", "4GB", "1", "-", "e9"), (text: string) => [`--budget=${text}`]],
  ["policies", texts("dtr", ",", "lru", "-eq"), (text: string) => [`--policy=${text}`]],
  ["limits", texts("1", "0", ".", "-", "Infinity"), (text: string) => [`--limit=${text}`]],
] as const)("any %s of a simulation are told well", async (_, texts, argv) => {
  await fc.assert(
    fc.asyncProperty(texts, (text) =>
      expectToldWell(["simulate", "chain", "--budget=0.9", ...argv(text)], "/nowhere"),
    ),
    { numRuns: 60 },
  );
});

test("any trace is told well", async () => {
  await fc.assert(
    fc.asyncProperty(TRACES, (text) => expectToldWell(["simulate", "-"], "/", text)),
    { numRuns: 150 },
  );
});

test("any configuration is told well", async () => {
  using folder = new Folder();
  await fc.assert(
    fc.asyncProperty(CONFIGS, async (text) => {
      folder.write("spillway.config.yaml", text);
      await expectToldWell(["image", "none.png"], folder.path);
    }),
    { numRuns: 150 },
  );
});

test("any journal is told well", async () => {
  await fc.assert(
    fc.asyncProperty(JOURNALS, (text) => expectToldWell(["explain", "-"], "/", text)),
    { numRuns: 150 },
  );
});
