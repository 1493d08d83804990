import type { Lease } from "@spillway/core";
import type { Plugin } from "@spillway/core/plugin";
import { acquireSession } from "@spillway/onnx";
import type { HeldSession, SessionHolder, SessionPool, TensorMap } from "@spillway/onnx";
import { createProcessorRegistry, defineImageProcessor } from "@spillway/image";
import type { ImageProcessor, MemoryGovernor, ProcessorContext } from "@spillway/image";
import { definePromptWeighter } from "@spillway/prompt";
import type { PromptWeighter, WeighterContext } from "@spillway/prompt";
import { expectTypeOf } from "vitest";

declare const pool: SessionPool;
declare const holder: SessionHolder;

const lease = acquireSession(pool, { model: "model.onnx", holder });
expectTypeOf(lease).resolves.toEqualTypeOf<Lease<HeldSession>>();
expectTypeOf<HeldSession["run"]>().returns.resolves.toEqualTypeOf<TensorMap>();

const schema = { at: { type: "int", help: "", default: 128 } } as const;
const processor = defineImageProcessor({
  names: ["threshold"],
  help: "",
  arguments: schema,
  create: ({ at }, { device, sessions }) => {
    expectTypeOf(at).toBeNumber();
    expectTypeOf(device).toBeString();
    expectTypeOf(sessions).toEqualTypeOf<ProcessorContext["sessions"]>();
    return {};
  },
});
expectTypeOf(processor).toEqualTypeOf<Plugin<ProcessorContext, ImageProcessor, typeof schema>>();
expectTypeOf(createProcessorRegistry().bind("canny").reserved["pre-resize"]).toBeBoolean();

declare const governor: MemoryGovernor;
expectTypeOf(
  governor.withOutOfMemoryRetry("host", "a tile", () => Promise.resolve(5)),
).resolves.toBeNumber();

definePromptWeighter({
  names: ["plain"],
  help: "",
  arguments: {},
  create: (_, context) => {
    expectTypeOf(context).toEqualTypeOf<WeighterContext>();
    return context.create("compel") satisfies Promise<PromptWeighter>;
  },
});
// @ts-expect-error a weighter has to say which syntax it reads
definePromptWeighter({ names: ["x"], help: "", arguments: {}, create: () => ({ bytes: 0 }) });
