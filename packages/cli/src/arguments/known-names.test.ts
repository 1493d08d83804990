import { evictionPolicies } from "@spillway/core";
import { pluginSummary } from "@spillway/core/plugin";
import { heuristics, shippedTraceNames } from "@spillway/core/remat";
import { createProcessorRegistry } from "@spillway/image";
import { providersFor, type ExecutionProvider } from "@spillway/onnx";
import { createWeighterRegistry, shippedPromptModels } from "@spillway/prompt";
import { describe, expect, test } from "vitest";
import {
  DEVICE_KINDS,
  HEURISTIC_NAMES,
  POLICY_NAMES,
  PROCESSORS,
  PROMPT_MODEL_NAMES,
  TRACE_NAMES,
  WEIGHTERS,
} from "./known-names.ts";

test("every kind of device has a provider", () => {
  const own = (kind: string) => providersFor(kind === "host" ? kind : `${kind}:0`)[0];
  const nameOf = (provider: ExecutionProvider | undefined) =>
    typeof provider === "object" ? provider.name : provider;
  expect(DEVICE_KINDS.map((kind) => nameOf(own(kind)))).toEqual(["cpu", ...DEVICE_KINDS.slice(1)]);
});

interface Registry {
  names(): readonly string[];
  find(name: string): { readonly names: readonly string[]; readonly help: string } | undefined;
}

function summariesOf(registry: Registry): readonly (readonly [string, string])[] {
  return registry.names().map((name) => {
    const plugin = registry.find(name);
    return [name, plugin === undefined ? "" : pluginSummary(plugin)];
  });
}

describe("the names that are written out", () => {
  test("are those of the policies, traces and models that there are", () => {
    expect(POLICY_NAMES).toEqual(evictionPolicies.map(({ name }) => name));
    expect(TRACE_NAMES).toEqual(shippedTraceNames);
    expect(PROMPT_MODEL_NAMES).toEqual(shippedPromptModels);
  });

  test("are those of the heuristics, without the ablation grid", () => {
    const all = heuristics.map(({ name }) => name);
    expect(HEURISTIC_NAMES).toEqual(all.filter((name) => !name.startsWith("ablation-")));
  });

  test("are those of the plugins, with what they do", () => {
    expect([...PROCESSORS]).toEqual(summariesOf(createProcessorRegistry()));
    expect([...WEIGHTERS]).toEqual(summariesOf(createWeighterRegistry()));
  });
});
