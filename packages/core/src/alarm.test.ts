import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Alarm } from "./alarm.ts";
import { VirtualClock } from "./testing/virtual-clock.ts";

describe("Alarm", () => {
  test("rings once, at the earliest time asked for, and never holds a second timer", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (times) => {
        const clock = new VirtualClock();
        const rung: number[] = [];
        const alarm = new Alarm(clock, () => rung.push(clock.now()));
        for (const at of times) {
          alarm.ringBy(at);
          expect(clock.pending).toBe(1);
        }
        clock.tick(100);
        expect(rung).toEqual([Math.min(...times)]);
      }),
    );
  });

  test("can be set again once it has rung", () => {
    const clock = new VirtualClock();
    const rung: number[] = [];
    const alarm = new Alarm(clock, () => rung.push(clock.now()));
    alarm.ringBy(10);
    clock.tick(10);
    alarm.ringBy(30);
    clock.tick(20);
    expect(rung).toEqual([10, 30]);
  });

  test("is silent after it was cancelled", () => {
    const clock = new VirtualClock();
    const alarm = new Alarm(clock, () => expect.unreachable());
    alarm.ringBy(10);
    alarm.cancel();
    expect(clock.pending).toBe(0);
    clock.tick(20);
  });
});
