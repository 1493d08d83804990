import { InvalidArgumentError, type Governor } from "@spillway/core";
import {
  acquireSession,
  deviceName,
  providersFor,
  type SessionHolder,
  type SessionLease,
  type SessionSettings,
} from "@spillway/onnx";
import { readPromptModel } from "./encoders/prompt-model.ts";
import { createWeighterRegistry, type WeighterRegistry } from "./registry.ts";
import type { PromptTexts, PromptWeighter, WeighResult, WeighterContext } from "./weighter.ts";

/** The parts of a governor that weighing uses. */
export type PromptGovernor = Pick<Governor, "guard" | "pool" | "withOutOfMemoryRetry">;

/** What to weigh, with what, and where the models live. */
export interface WeighPromptOptions extends SessionSettings, Omit<PromptTexts, "negative"> {
  /** A model folder as diffusers or optimum write it. */
  readonly model: string;
  /** A plugin URI, such as `compel;syntax=sdwui`. */
  readonly weighter: string;
  /** Empty unless stated. */
  readonly negative?: string | undefined;
  /** Layers to leave out at the end of CLIP encoders; 0 unless stated. */
  readonly clipSkip?: number | undefined;
  readonly governor: PromptGovernor;
  readonly holder: SessionHolder;
  /** `host` unless stated. */
  readonly device?: string | undefined;
  /** The weighters of this package unless stated. */
  readonly registry?: WeighterRegistry | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Weighs a prompt into embeddings. Text encoders are leased from the pool `text_encoder`, one after the other; room for
 * the weighter's own models is made in `prompt_weighter` before they are loaded there.
 * @throws InvalidArgumentError, UnknownDeviceError, PromptSyntaxError, PromptWeightError, PromptModelError, EmbeddingSizeError, PromptWeighterError, the plugin
 * errors of the URI, and whatever leasing and running a model throw.
 */
export async function weighPrompt(options: WeighPromptOptions): Promise<WeighResult> {
  const { governor, signal, clipSkip = 0 } = options;
  if (!Number.isSafeInteger(clipSkip) || clipSkip < 0) {
    throw new InvalidArgumentError(`clipSkip must be a whole number from 0, got ${clipSkip}`);
  }
  const device = deviceOf(options);
  signal?.throwIfAborted();
  const registry = options.registry ?? createWeighterRegistry();
  const bound = registry.bind(options.weighter);
  const model = await readPromptModel(options.model);
  const weighter = await bound.create(contextFor({ ...options, device }, registry));
  try {
    if (weighter.bytes > 0) {
      await governor.guard({ pool: "prompt_weighter", device, bytes: weighter.bytes });
    }
    return await weighter.weigh({ model, texts: textsOf(options), clipSkip, signal });
  } finally {
    await weighter.cleanup?.();
  }
}

/** Where stated providers run, only the caller knows. @throws UnknownDeviceError before anything is read. */
function deviceOf({ device = "host", executionProviders }: WeighPromptOptions): string {
  if (executionProviders === undefined) providersFor(device);
  return deviceName(device);
}

function textsOf({
  prompt,
  negative = "",
  second,
  secondNegative,
}: WeighPromptOptions): PromptTexts {
  return { prompt, negative, second, secondNegative };
}

function contextFor(options: WeighPromptOptions, registry: WeighterRegistry): WeighterContext {
  const context: WeighterContext = {
    lease: (model, pool, signal) => leaseModel(options, model, pool, signal),
    create: (uri): Promise<PromptWeighter> => registry.create(uri, context),
  };
  return context;
}

async function leaseModel(
  {
    governor,
    holder,
    device = "host",
    executionProviders,
    graphOptimization,
    threads,
    cpuMemArena,
  }: WeighPromptOptions,
  model: string,
  pool: string,
  signal: AbortSignal | undefined,
): Promise<SessionLease> {
  const settings = { executionProviders, graphOptimization, threads, cpuMemArena };
  const lease = await acquireSession(governor.pool(pool), {
    ...settings,
    model,
    holder,
    device,
    signal,
  });
  const { inputs, outputs } = lease.value;
  return {
    value: {
      inputs,
      outputs,
      run: (feeds, run) =>
        governor.withOutOfMemoryRetry(device, model, () => lease.value.run(feeds, run)),
    },
    [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
  };
}
