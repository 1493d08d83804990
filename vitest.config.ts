import { defineConfig } from "vitest/config";

// The private condition makes every package resolve to its source, so a stale `dist` cannot pass a test.
const conditions = ["@spillway/source"];
const totals = process.env["SPILLWAY_TEST_TOTALS"];

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  resolve: { conditions },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: totals === undefined ? ["default"] : ["default", ["json", { outputFile: totals }]],
  },
});
