import { join } from "node:path";
import { PromptModelError } from "../errors.ts";
import { readJsonObject } from "../json-file.ts";

/** The families of text encoders: OpenCLIP's are CLIP's with a projection. */
export type EncoderKind = "clip" | "clip-projection" | "t5";

/** What `config.json` says of a text encoder. */
export interface EncoderConfig {
  readonly kind: EncoderKind;
  readonly width: number;
  readonly vocabulary: number;
  /** Longest sequence; T5 has none. */
  readonly positions: number | undefined;
  /** Added to variances by the final layer norm. */
  readonly epsilon: number;
}

const KINDS: ReadonlyMap<string, EncoderKind> = new Map([
  ["CLIPTextModel", "clip"],
  ["CLIPTextModelWithProjection", "clip-projection"],
  ["T5EncoderModel", "t5"],
]);

/** Reads the configuration in an encoder's folder. @throws PromptModelError where it is missing, incomplete or another family's. */
export async function readEncoderConfig(folder: string): Promise<EncoderConfig> {
  const path = join(folder, "config.json");
  const config = await readJsonObject(path);
  if (config === undefined) {
    throw new PromptModelError(folder, "no config.json", "copy it from the original model");
  }
  const architectures = config["architectures"];
  const names: readonly unknown[] = Array.isArray(architectures) ? architectures : [];
  const kind = names.map((name) => KINDS.get(String(name))).find((each) => each !== undefined);
  if (kind === undefined) {
    const problem = `its architecture ${JSON.stringify(architectures)} is no text encoder that is known here`;
    throw new PromptModelError(path, problem, `known are ${[...KINDS.keys()].join(", ")}`);
  }
  const t5 = kind === "t5";
  return {
    kind,
    width: requireCount(path, config, t5 ? "d_model" : "hidden_size"),
    vocabulary: requireCount(path, config, "vocab_size"),
    positions: t5 ? undefined : requireCount(path, config, "max_position_embeddings"),
    epsilon: typeof config["layer_norm_eps"] === "number" ? config["layer_norm_eps"] : 1e-5,
  };
}

function requireCount(
  path: string,
  config: Readonly<Record<string, unknown>>,
  name: string,
): number {
  const value = config[name];
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw new PromptModelError(
    path,
    `its ${name} is ${JSON.stringify(value)}`,
    "it has to be a whole number above 0",
  );
}
