import { bench, describe } from "vitest";
import { parsePrompt } from "../src/syntax/parse.ts";
import { hostilePrompts } from "../src/testing/hostile-prompts.ts";

describe.each(["compel", "sdwui"] as const)("%s, 10,000 characters", (syntax) => {
  for (const [name, source] of Object.entries(hostilePrompts(10_000))) {
    bench(name, () => {
      try {
        parsePrompt(source, syntax);
      } catch {
        // Refused for its depth, which takes its time too.
      }
    });
  }
});
