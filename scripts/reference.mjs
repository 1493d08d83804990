// Writes docs/reference/, one page for each entry point, from the exported names and their comments.
// `node scripts/reference.mjs [FOLDER]`; fails if a link in a comment leads nowhere.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? join(root, "docs/reference");

/** What can be imported, and the file that says what it exports. */
const entries = new Map([
  ["@spillway/core", "packages/core/src/index.ts"],
  ["@spillway/core/plugin", "packages/core/src/plugin.ts"],
  ["@spillway/core/remat", "packages/core/src/remat.ts"],
  ["@spillway/core/export", "packages/core/src/export.ts"],
  ["@spillway/core/node", "packages/core/src/node.ts"],
  ["@spillway/onnx", "packages/onnx/src/index.ts"],
  ["@spillway/image", "packages/image/src/index.ts"],
  ["@spillway/prompt", "packages/prompt/src/index.ts"],
  ["@spillway/tfjs", "packages/tfjs/src/index.ts"],
  ["@spillway/report", "packages/report/src/index.ts"],
  ["@spillway/cli", "packages/cli/src/index.ts"],
]);

const app = await Application.bootstrapWithPlugins({
  entryPoints: [...entries.values()].map((file) => join(root, file)),
  tsconfig: join(root, "tsconfig.check.json"),
  plugin: ["typedoc-plugin-markdown"],
  name: "Reference",
  outputs: [{ name: "markdown", path: folder }],
  readme: "none",
  disableGit: true,
  disableSources: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  skipErrorChecking: true,
  sort: ["kind", "alphabetical"],
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  logLevel: "Warn",
  // Of the Markdown plugin.
  router: "module",
  hideBreadcrumbs: true,
  hidePageHeader: true,
  hideGroupHeadings: false,
  useCodeBlocks: true,
  expandObjects: false,
  expandParameters: false,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  enumMembersFormat: "table",
  indexFormat: "table",
});

const project = await app.convert();
if (project === undefined) process.exit(1);
for (const module of project.children ?? []) {
  const [name] =
    [...entries].find(
      ([, file]) => file.replace(/^packages\/|(?:\/index)?\.ts$/g, "") === module.name,
    ) ?? [];
  if (name === undefined) throw new Error(`${module.name} is no entry point`);
  module.name = name;
}
rmSync(folder, { recursive: true, force: true });
app.validate(project);
await app.generateOutputs(project);
process.exitCode = app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0;
