import { defineConfig } from "vite";

// Read from the packages' source, so that the page works in a fresh clone before anything was built.
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { conditions: ["@spillway/source", "module", "browser", "development|production"] },
  build: { chunkSizeWarningLimit: 2_000 },
});
