import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test } from "vitest";
import { type DtrBackend, registerDtrBackend } from "../src/index.ts";
import { catchFrom, chain, removeWrap, selectWrap } from "./tested-wrap.ts";

let dtr: DtrBackend;

afterEach(() => removeWrap(dtr));

describe("misuse of a wrap", () => {
  test.each(["cpu", "wasm"])(
    "a tensor that is used after its wrap of %s is disposed of is told so, and can be disposed of",
    async (inner) => {
      dtr = await selectWrap({}, inner);
      const keep = tf.ones([5]);
      const made = chain(8);
      await tf.setBackend(inner);
      dtr[Symbol.dispose]();
      const gone = { code: "ERR_TENSOR_DISPOSED" };
      expect(catchFrom(() => keep.dataSync())).toMatchObject(gone);
      expect(catchFrom(() => tf.add(keep, 1).dataSync())).toMatchObject(gone);
      expect(catchFrom(() => tf.variable(made[1]!))).toMatchObject(gone);
      await expect(keep.data()).rejects.toMatchObject(gone);
      await expect(made[0]!.data()).rejects.toMatchObject(gone);
      tf.dispose([keep, ...made]);
      expect(keep.isDisposed).toBe(true);
    },
  );

  test("a listener that is none, and an event that there is not", async () => {
    dtr = await selectWrap();
    const listener = (): void => undefined;
    const on = dtr.on.bind(dtr) as (kind: unknown, listener: unknown) => Disposable;
    const refused = (kind: unknown, given: unknown) => catchFrom(() => on(kind, given));
    expect(refused("ovr", listener)).toMatchObject({
      code: "ERR_INVALID_ARGUMENT",
      message: expect.stringContaining("did you mean `over`?") as string,
    });
    for (const kind of [undefined, "toString"]) {
      expect(refused(kind, listener)).toMatchObject({ code: "ERR_INVALID_ARGUMENT" });
    }
    expect(refused("over", 5)).toMatchObject({
      code: "ERR_INVALID_ARGUMENT",
      message: expect.stringContaining("must be a function, got 5") as string,
    });
  });

  test.each([undefined, null, 5])("%o in place of the options", async (options) => {
    dtr = await selectWrap();
    const register = registerDtrBackend as (name: string, options: unknown) => Promise<unknown>;
    await expect(register("cpu", options)).rejects.toMatchObject({
      code: "ERR_DTR_CONFIG",
      message: expect.stringContaining("must be an object") as string,
    });
  });
});
