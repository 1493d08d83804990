import { execFile } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_MS = 180_000;
const COMPILED = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };

/** The files that a document may name as the reader's own. */
const READERS_FILES: Readonly<Record<string, string>> = {
  "photo.jpg": "packages/image/assets/dam.jpg",
  "emblem.png": "packages/image/assets/emblem.png",
  "model.onnx": "packages/onnx/models/resample-x2.onnx",
};

/** The commands that a reader types, as programs of this checkout. */
const COMMANDS: Readonly<Record<string, string>> = {
  node: `case "$1" in *.ts) program=".$1.mjs"; shift; set -- "$program" "$@";; esac; exec "${process.execPath}" "$@"`,
  spillway: `exec "${process.execPath}" "${join(ROOT, "packages/cli/bin/spillway.mjs")}" "$@"`,
  npx: `command=$1; shift; [ "$command" = tsx ] && command=node; exec "$command" "$@"`,
};

export interface Ended {
  readonly exitCode: number;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** A reader's folder: empty but for the files of their own, with the packages installed and the command on the path. */
export class Sandbox implements Disposable {
  readonly folder: string;
  readonly #commands: string;

  constructor() {
    const base = mkdtempSync(join(tmpdir(), "spillway-docs-"));
    this.folder = join(base, "work");
    this.#commands = join(base, "bin");
    mkdirSync(this.folder);
    mkdirSync(this.#commands);
    symlinkSync(join(ROOT, "node_modules"), join(base, "node_modules"));
    symlinkSync(join(ROOT, "packages"), join(this.folder, "packages"));
    this.write("package.json", `{ "type": "module" }`);
    for (const [name, from] of Object.entries(READERS_FILES)) {
      copyFileSync(join(ROOT, from), join(this.folder, name));
    }
    for (const [name, script] of Object.entries(COMMANDS)) {
      const file = join(this.#commands, name);
      writeFileSync(file, `#!/bin/sh\n${script}\n`);
      chmodSync(file, 0o755);
    }
  }

  /** Writes a file; of TypeScript also what a compiler makes of it, which `node` then runs on any version. */
  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
    if (!name.endsWith(".ts")) return;
    const { outputText } = ts.transpileModule(text, { compilerOptions: COMPILED });
    writeFileSync(join(this.folder, `.${name}.mjs`), outputText);
  }

  /** Runs a script of the shell. Colours are off, as in a pipe, and standard input is empty. */
  run(script: string): Promise<Ended> {
    const path = `${this.#commands}${delimiter}${process.env["PATH"] ?? ""}`;
    const env = { ...process.env, PATH: path, NO_COLOR: "1", FORCE_COLOR: undefined };
    return new Promise((resolve) => {
      const child = execFile(
        "bash",
        ["-euo", "pipefail", "-c", `{\n${script}\n} 2>&1`],
        { cwd: this.folder, env, encoding: "utf8", timeout: LIMIT_MS },
        (error, output) => {
          const code = error === null ? 0 : error.code;
          resolve({ exitCode: typeof code === "number" ? code : 1, output });
        },
      );
      child.stdin?.end();
    });
  }

  [Symbol.dispose](): void {
    rmSync(join(this.folder, ".."), { recursive: true });
  }
}
