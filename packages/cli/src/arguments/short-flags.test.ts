import { expect, test } from "vitest";
import { spellOutShortFlags } from "./short-flags.ts";

test.each([
  [["-na"], ["--no-aspect"]],
  [
    ["-al", "8"],
    ["--align", "8"],
  ],
  [["-al=8"], ["--align=8"]],
  [["-al8"], ["--align=8"]],
  [
    ["-ox", "-o", "out/"],
    ["--output-overwrite", "-o", "out/"],
  ],
  [
    ["-d", "-n", "-a"],
    ["-d", "-n", "-a"],
  ],
  [
    ["-na", "--", "-na"],
    ["--no-aspect", "--", "-na"],
  ],
])("spellOutShortFlags(%j) is %j", (argv, spelled) => {
  expect(spellOutShortFlags(argv)).toEqual(spelled);
});
