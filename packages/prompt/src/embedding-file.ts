import { SafetensorsError } from "./errors.ts";
import type { Embedding } from "./maths/embedding.ts";
import { floatTensor, floatValues, type SafeTensor } from "./safetensors/element-type.ts";
import { readSafetensors } from "./safetensors/read-safetensors.ts";
import { writeSafetensors } from "./safetensors/write-safetensors.ts";
import type { PromptEmbeddings } from "./weighter.ts";

/** Writes embeddings as safetensors under the names of diffusers' arguments, each with a leading dimension of 1. */
export function writeEmbeddings(
  embeddings: PromptEmbeddings,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const named: [string, SafeTensor | undefined][] = [
    ["prompt_embeds", matrix(embeddings.promptEmbeds)],
    [
      "negative_prompt_embeds",
      embeddings.negativePromptEmbeds && matrix(embeddings.negativePromptEmbeds),
    ],
    [
      "pooled_prompt_embeds",
      embeddings.pooledPromptEmbeds && vector(embeddings.pooledPromptEmbeds),
    ],
    [
      "negative_pooled_prompt_embeds",
      embeddings.negativePooledPromptEmbeds && vector(embeddings.negativePooledPromptEmbeds),
    ],
  ];
  const tensors = named.flatMap(([name, tensor]) =>
    tensor === undefined ? [] : [[name, tensor] as const],
  );
  return writeSafetensors(Object.fromEntries(tensors), metadata);
}

/** Reads embeddings back. @throws SafetensorsError where the file has no `prompt_embeds`, or a tensor of another shape. */
export function readEmbeddings(file: Uint8Array): PromptEmbeddings {
  const { tensors } = readSafetensors(file);
  const [promptEmbeds, negativePromptEmbeds] = ["prompt_embeds", "negative_prompt_embeds"].map(
    (name) => {
      const found = read(tensors, name, 3);
      return (
        found && { tokens: found.dims[1] ?? 0, width: found.dims[2] ?? 0, values: found.values }
      );
    },
  );
  if (promptEmbeds === undefined) throw new SafetensorsError("the file has no prompt_embeds");
  return {
    promptEmbeds,
    negativePromptEmbeds,
    pooledPromptEmbeds: read(tensors, "pooled_prompt_embeds", 2)?.values,
    negativePooledPromptEmbeds: read(tensors, "negative_pooled_prompt_embeds", 2)?.values,
  };
}

function matrix({ tokens, width, values }: Embedding): SafeTensor {
  return floatTensor([1, tokens, width], values);
}

function vector(values: Float32Array): SafeTensor {
  return floatTensor([1, values.length], values);
}

function read(
  tensors: ReadonlyMap<string, SafeTensor>,
  name: string,
  rank: number,
): { readonly dims: readonly number[]; readonly values: Float32Array } | undefined {
  const tensor = tensors.get(name);
  if (tensor === undefined) return undefined;
  const values = floatValues(tensor);
  const { dims, type } = tensor;
  if (values !== undefined && dims.length === rank && dims[0] === 1) return { dims, values };
  throw new SafetensorsError(
    `it is ${type} [${dims.join(", ")}], and embeddings are floats of ${rank} dimensions, the first being 1`,
    name,
  );
}
