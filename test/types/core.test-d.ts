import { abortable } from "@spillway/core";
import { definePlugin, definePluginFamily } from "@spillway/core/plugin";
import { Runtime, createRemat } from "@spillway/core/remat";
import type { AcquireOptions, Loaded, Loader, Pool, Governor, Lease } from "@spillway/core";
import type {
  ArgumentSchema,
  ArgumentsOf,
  BindOptions,
  BoundPlugin,
  DefinePlugin,
  Plugin,
  PluginDefinition,
  PluginRegistryOptions,
  PluginRegistry,
} from "@spillway/core/plugin";
import type {
  Backend,
  Call,
  RuntimeObserver,
  ValueSpec,
  Recomputable,
  Remat,
  Tensor,
} from "@spillway/core/remat";
import { expectTypeOf } from "vitest";

interface Model {
  readonly run: (text: string) => number;
}
declare const model: Model;
declare const governor: Governor;
declare const pool: Pool;

// Pool.acquire, Lease, Loader, Loaded, AcquireOptions: what the loader makes is what the lease gives.
expectTypeOf(
  pool.acquire({ key: "a", bytes: 1, load: () => ({ value: model }) }),
).resolves.toEqualTypeOf<Lease<Model>>();
expectTypeOf(
  pool.acquire({ key: "a", bytes: 1, load: () => Promise.resolve({ value: 5 }) }),
).resolves.toEqualTypeOf<Lease<number>>();
expectTypeOf<Lease<Model>["value"]>().toEqualTypeOf<Model>();
expectTypeOf<ReturnType<Loader<Model>>>().toEqualTypeOf<Loaded<Model> | Promise<Loaded<Model>>>();
expectTypeOf<AcquireOptions<Model>["load"]>().toEqualTypeOf<Loader<Model>>();
expectTypeOf<AcquireOptions<Model>["signal"]>().toEqualTypeOf<AbortSignal | undefined>();
expectTypeOf<Lease<Model>>().toExtend<AsyncDisposable>();
expectTypeOf<Lease<Model>>().toExtend<Disposable>();
// @ts-expect-error a loader has to say what it loaded
void pool.acquire({ key: "a", bytes: 1, load: () => ({}) });
// @ts-expect-error sizes are numbers of bytes, never text
void pool.acquire({ key: "a", bytes: "1MB", load: () => ({ value: model }) });

// Governor.withOutOfMemoryRetry: what the work gives, promise or not.
expectTypeOf(governor.withOutOfMemoryRetry("host", "a run", () => 5)).resolves.toBeNumber();
expectTypeOf(
  governor.withOutOfMemoryRetry("host", "a run", () => Promise.resolve("a")),
).resolves.toBeString();

// abortable: what the promise gives.
expectTypeOf(abortable(Promise.resolve(5), undefined)).resolves.toBeNumber();

// ArgumentsOf: required and defaulted arguments are there, others may be missing, options are literals.
const schema = {
  bits: { type: "int", help: "", required: true },
  blur: { type: "bool", help: "", default: false },
  sigma: { type: "float", help: "" },
  mode: { type: "str", help: "", default: "fast", options: ["fast", "slow"] },
  either: { type: ["int", "str"], help: "", required: true },
  tags: { type: "list", help: "", nullable: true, default: [] },
} as const;
type Args = ArgumentsOf<typeof schema>;
expectTypeOf<Args["bits"]>().toEqualTypeOf<number>();
expectTypeOf<Args["blur"]>().toEqualTypeOf<boolean>();
expectTypeOf<Args["sigma"]>().toEqualTypeOf<number | undefined>();
expectTypeOf<Args["mode"]>().toEqualTypeOf<"fast" | "slow">();
expectTypeOf<Args["either"]>().toEqualTypeOf<number | string>();
expectTypeOf<undefined>().toExtend<Args["tags"]>();

// definePluginFamily, DefinePlugin, PluginDefinition, definePlugin, Plugin: the schema reaches `create`.
interface Context {
  readonly device: string;
}
const family = definePluginFamily<Context, Model>("model");
expectTypeOf(family).toEqualTypeOf<DefinePlugin<Context, Model>>();
const plugin = family({
  names: ["a"],
  help: "",
  arguments: schema,
  create: (args, context) => {
    expectTypeOf(args).toEqualTypeOf<Args>();
    expectTypeOf(context).toEqualTypeOf<Context>();
    return model;
  },
});
expectTypeOf(plugin).toEqualTypeOf<Plugin<Context, Model, typeof schema>>();
expectTypeOf<PluginDefinition<Context, Model, typeof schema>>().not.toHaveProperty("kind");
expectTypeOf(definePlugin(plugin)).toEqualTypeOf(plugin);
// @ts-expect-error `create` has to give what the family promises
family({ names: ["b"], help: "", arguments: {}, create: () => "no model" });
const unknownType = { n: { type: "number", help: "" } } as const;
// @ts-expect-error an argument has one of the known types
family({ names: ["b"], help: "", arguments: unknownType, create: () => model });

// PluginRegistry, PluginRegistryOptions, BindOptions, BoundPlugin: reserved arguments keep their types.
interface Reserved extends ArgumentSchema {
  readonly device: { readonly type: "str"; readonly help: ""; readonly default: "host" };
}
declare const registry: PluginRegistry<Context, Model, Reserved>;
declare const options: PluginRegistryOptions<Reserved>;
expectTypeOf(options.reserved).toEqualTypeOf<Reserved | undefined>();
declare const bindOptions: BindOptions;
const bound = registry.bind("a;bits=3", bindOptions);
expectTypeOf(bound).toEqualTypeOf<BoundPlugin<Context, Model, Reserved>>();
expectTypeOf(bound.reserved.device).toBeString();
expectTypeOf(bound.create({ device: "host" })).resolves.toEqualTypeOf<Model>();

// createRemat, Recomputable, ValueSpec: inputs and outputs keep their order and types.
const remat = createRemat({ evictionThreshold: "1MB" });
expectTypeOf(remat).toEqualTypeOf<Remat>();
const count = remat.compute("count", [], () => 5, { bytes: 8 });
expectTypeOf(count).toEqualTypeOf<Recomputable<number>>();
expectTypeOf(count.get()).resolves.toBeNumber();
expectTypeOf(count.use((n) => String(n))).resolves.toBeString();
const both = remat.compute("both", [count, count], (a, b) => [a, b] as const, {
  bytes: (value) => value.length,
});
expectTypeOf(both.get()).resolves.toEqualTypeOf<readonly [number, number]>();
const [text, size] = remat.computeAll("all", [count], (n) => [String(n), n] as const, [
  { bytes: (value: string) => value.length },
  { bytes: 8 },
]);
expectTypeOf(text).toEqualTypeOf<Recomputable<string>>();
expectTypeOf(size).toEqualTypeOf<Recomputable<number>>();
expectTypeOf<ValueSpec<string>["bytes"]>().toEqualTypeOf<number | ((value: string) => number)>();
// @ts-expect-error the function gets the values of its inputs
remat.compute("wrong", [count], (n: string) => n, { bytes: 8 });

// Runtime, Backend, Call: operators and buffers of one framework do not mix with another's.
interface Op {
  readonly kernel: string;
}
declare const backend: Backend<Op, Float32Array>;
const runtime = new Runtime(backend, { evictionThreshold: 1 });
expectTypeOf(runtime).toEqualTypeOf<Runtime<Op, Float32Array>>();
const call: Call<Op> = { op: { kernel: "MatMul" }, outputs: [{ kind: "storage", bytes: 4 }] };
expectTypeOf(runtime.call(call, [])).toEqualTypeOf<readonly Tensor[]>();
declare const tensor: Tensor;
expectTypeOf(runtime.read(tensor)).toEqualTypeOf<Float32Array>();
const observer: RuntimeObserver<Op> = { ran: (op) => expectTypeOf(op).toEqualTypeOf<Op>() };
runtime.observe(observer);
// @ts-expect-error an operator of another framework
runtime.call({ op: { name: "MatMul" } }, []);
