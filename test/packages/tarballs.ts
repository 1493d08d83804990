import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT, needsOf, packageNames } from "./manifest.ts";

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** What would be published: one tarball for each package, made by `npm pack`. */
export class Tarballs implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "spillway-packages-"));
  readonly #packed: ReadonlyMap<string, Packed>;

  constructor() {
    const command = ["pack", "--workspaces", "--json", "--pack-destination", this.#folder];
    const text = execFileSync("npm", command, {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const packed = Object.values(JSON.parse(text) as Readonly<Record<string, Packed>>);
    this.#packed = new Map(packed.map((each) => [each.name.replace("@spillway/", ""), each]));
    if (this.#packed.size !== packageNames.length) throw new Error("a package was not packed");
  }

  filesOf(name: string): readonly string[] {
    return this.#of(name).files.map(({ path }) => path);
  }

  path(name: string): string {
    return join(this.#folder, this.#of(name).filename);
  }

  bytes(name: string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(readFileSync(this.path(name)));
  }

  /**
   * A project with the package installed from its tarball, the packages of this repository that it needs likewise, and
   * of all others only what these say they need: an import that no manifest declares fails.
   */
  projectWith(name: string): string {
    const folder = join(this.#folder, `project-${name}`);
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    writeFileSync(join(folder, "package.json"), `{ "private": true }`);
    this.#install(name, folder, new Set());
    return folder;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }

  #of(name: string): Packed {
    const packed = this.#packed.get(name);
    if (packed === undefined) throw new Error(`${name} was not packed`);
    return packed;
  }

  #install(name: string, folder: string, installed: Set<string>): void {
    installed.add(name);
    const place = join(folder, "node_modules/@spillway", name);
    mkdirSync(place, { recursive: true });
    execFileSync("tar", ["-xzf", this.path(name), "-C", place, "--strip-components=1"]);
    for (const need of needsOf(name)) {
      const own = need.replace(/^@spillway\//, "");
      if (installed.has(own)) continue;
      if (own === need) linkInstalled(need, folder);
      else this.#install(own, folder, installed);
    }
  }
}

/** Makes a package of this checkout's own installation available to a project. */
export function linkInstalled(specifier: string, folder: string): void {
  const link = join(folder, "node_modules", specifier);
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join(ROOT, "node_modules", specifier), link);
}
