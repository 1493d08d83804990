import { build } from "vite";

/** A module and all that it imports, as one browser module. */
export interface Bundle {
  readonly code: string;
  /** What it still imports: nothing, if a browser is to run it. */
  readonly imports: readonly string[];
  /** The files that it was made of. */
  readonly modules: readonly string[];
}

/** Bundles a module as a browser would get it, minified, from the packages' source. */
export async function bundle(input: string): Promise<Bundle> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["@spillway/source", "module", "browser"] },
    build: {
      write: false,
      target: "es2023",
      rolldownOptions: { input, preserveEntrySignatures: "strict" },
    },
  });
  if (!("output" in built)) throw new Error("one bundle was expected");
  const [chunk, ...others] = built.output;
  if (others.length > 0) throw new Error("one file was expected");
  const { code, imports, dynamicImports, moduleIds } = chunk;
  return { code, imports: [...imports, ...dynamicImports], modules: moduleIds };
}
