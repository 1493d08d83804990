import { defineConfig } from "vitest/config";

// The private condition makes every package resolve to its source, so a stale `dist` cannot pass a test.
const conditions = ["@spillway/source"];
const totals = process.env["SPILLWAY_TEST_TOTALS"];

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  resolve: { conditions },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    // Against hanging only: what runs for seconds on a machine of its own takes minutes on a busy one.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: totals === undefined ? ["default"] : ["default", ["json", { outputFile: totals }]],
  },
});
