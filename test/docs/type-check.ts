import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { Fence } from "./fences.ts";
import { placeOf } from "./fences.ts";

/** A reader's strict settings. JavaScript is checked too, without asking it for annotations. */
const OPTIONS: ts.CompilerOptions = {
  allowImportingTsExtensions: true,
  allowJs: true,
  checkJs: true,
  customConditions: ["@spillway/source"],
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  types: ["node"],
};

const ENDINGS: Readonly<Record<string, string>> = { ts: "ts", js: "mjs" };

function fileOf(folder: string, fence: Fence): string {
  const document = fence.document.replace(/\W/g, "-");
  const name = fence.attributes["file"] ?? `block-${fence.line}.${ENDINGS[fence.language] ?? ""}`;
  return join(folder, document, name);
}

function described(diagnostic: ts.Diagnostic, fence: Fence): string {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n  ");
  const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
  return `${fence.document}:${fence.line + 1 + line}: ${text}`;
}

/** What the compiler says of the programs among the blocks, each named by its line in the document. */
export function typeErrors(folder: string, fences: readonly Fence[]): readonly string[] {
  writeFileSync(join(folder, "package.json"), `{ "type": "module" }`);
  const programs = new Map(
    fences
      .filter(({ language }) => language in ENDINGS)
      .map((fence): [string, Fence] => [fileOf(folder, fence), fence]),
  );
  for (const [file, { text }] of programs) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const program = ts.createProgram([...programs.keys()], OPTIONS);
  return [...programs].flatMap(([file, fence]) => {
    const source = program.getSourceFile(file);
    if (source === undefined) return [`${placeOf(fence)}: not compiled`];
    const found = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return found.map((diagnostic) => described(diagnostic, fence));
  });
}
