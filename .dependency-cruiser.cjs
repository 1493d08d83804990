/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "a cycle makes two rooms one",
      from: {},
      to: { circular: true },
    },
    {
      name: "core-runs-in-a-browser",
      severity: "error",
      comment: "only what src/node.ts reaches may need Node",
      from: { path: "^packages/core/src/(index|plugin|remat|export)\\.ts$" },
      to: {
        path: "^(assert|buffer|child_process|crypto|events|fs|module|os|path|process|stream|timers|url|util|worker_threads|zlib)(/|$)",
        reachable: true,
      },
    },
    {
      name: "implementations-do-not-know-their-registry",
      severity: "error",
      from: {
        path: "^packages/[^/]+/src/.*/(policies|heuristics|processors|weighters)/(?!registry)",
      },
      to: { path: "/registry\\.ts$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(\\.test\\.ts$|/testing/|/dist/)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.check.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@spillway/source", "import", "node", "default", "types"],
    },
  },
};
