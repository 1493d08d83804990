import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { abortable } from "./abortable.ts";

const never = (): Promise<never> => new Promise(() => undefined);

describe("abortable", () => {
  test("gives what the work gives, with a signal or without", async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(1), undefined)).toBe(1);
    expect(await abortable(Promise.resolve(2), signal)).toBe(2);
    await expect(abortable(Promise.reject(new Error("broken")), signal)).rejects.toThrow("broken");
  });

  test("rejects with the signal's reason while the work goes on", async () => {
    const stop = new AbortController();
    const waiting = abortable(never(), stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
  });

  test("rejects at once for a signal that has been aborted, and lets the work fail unobserved", async () => {
    const failing = Promise.reject(new Error("nobody asked"));
    const signal = AbortSignal.abort(new Error("changed my mind"));
    await expect(abortable(failing, signal)).rejects.toThrow("changed my mind");
  });

  test("leaves no listener on the signal, however it ends", async () => {
    const { signal } = new AbortController();
    await abortable(Promise.resolve(1), signal);
    await abortable(Promise.reject(new Error("broken")), signal).catch(() => undefined);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
