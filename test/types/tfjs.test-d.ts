import { registerDtrBackend } from "@spillway/tfjs";
import type { DtrBackend } from "@spillway/tfjs";
import { expectTypeOf } from "vitest";

expectTypeOf(registerDtrBackend).returns.resolves.toEqualTypeOf<DtrBackend>();

declare const dtr: DtrBackend;
dtr.on("over", ({ overBytes, thresholdBytes }) => {
  expectTypeOf([overBytes, thresholdBytes]).toEqualTypeOf<number[]>();
});
expectTypeOf(dtr.on("rematerialized", ({ kernel }) => kernel.length)).toExtend<Disposable>();
// @ts-expect-error there is no such event
dtr.on("gone", () => undefined);
