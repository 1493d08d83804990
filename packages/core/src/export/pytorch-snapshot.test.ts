import { describe, expect, test } from "vitest";
import { chain } from "../remat/generate/chain.ts";
import { shippedTrace } from "../remat/generate/shipped.ts";
import { prepareTrace } from "../remat/simulator/simulate.ts";
import type { SimulationOptions } from "../remat/simulator/simulation-options.ts";
import { rematTimelineOf } from "../remat/simulator/timeline.ts";
import type { Trace } from "../remat/trace/trace.ts";
import { pytorchSnapshot } from "./pytorch-snapshot.ts";
import { hasPython, unpickled } from "./testing/python.ts";

interface Snapshot {
  readonly segments: readonly {
    readonly device: number;
    readonly address: number;
    readonly total_size: number;
    readonly requested_size: number;
    readonly blocks: readonly {
      readonly address: number;
      readonly size: number;
      readonly requested_size: number;
      readonly state: string;
    }[];
  }[];
  readonly device_traces: readonly (readonly SnapshotEvent[])[];
}

interface SnapshotEvent {
  readonly action: string;
  readonly addr: number;
  readonly size: number;
  readonly time_us: number;
  readonly frames: readonly { readonly name: string }[];
}

function snapshotOf(trace: Trace, options: SimulationOptions) {
  const timeline = rematTimelineOf(prepareTrace(trace), options);
  return {
    result: timeline.result,
    snapshot: unpickled(pytorchSnapshot(trace, timeline)) as Snapshot,
  };
}

/** Plays the events back as the viewer does: by address. */
function replayed(events: readonly SnapshotEvent[]) {
  const live = new Map<number, number>();
  let bytes = 0;
  let peak = 0;
  for (const { action, addr, size } of events) {
    if (action === "alloc") {
      expect(live.has(addr)).toBe(false);
      live.set(addr, size);
      bytes += size;
      peak = Math.max(peak, bytes);
    }
    if (action === "free_completed") {
      expect(live.get(addr)).toBe(size);
      live.delete(addr);
      bytes -= size;
    }
  }
  return { live, peak, bytes };
}

function shipped(name: string): Trace {
  const trace = shippedTrace(name);
  if (trace === undefined) throw new Error(`no trace ${name}`);
  return trace;
}

describe.skipIf(!hasPython)(
  "pytorchSnapshot, read by Python (skipped where there is no python3),",
  () => {
    test.each([
      ["chain", chain(40), 0.4],
      ["resnet", shipped("resnet"), 0.5],
      ["lstm", shipped("lstm"), 0.7],
    ])("balances for %s, and its peak is the simulator's", (_, trace, ratio) => {
      const { snapshot, result } = snapshotOf(trace, {
        policy: "dtr-eq",
        budget: { kind: "ratio", ratio },
      });
      const [events = []] = snapshot.device_traces;
      const { live, peak, bytes } = replayed(events);
      expect(peak).toBe(result.peakBytes);
      const [segment] = snapshot.segments;
      const active = segment?.blocks.filter(({ state }) => state === "active_allocated") ?? [];
      expect(
        new Map(active.map(({ address, requested_size }) => [address, requested_size])),
      ).toEqual(new Map([...live].sort(([a], [b]) => a - b)));
      expect(segment?.requested_size).toBe(bytes);
      const covered = segment?.blocks.reduce((at, { address, size }) => {
        expect(address).toBe(at);
        return at + size;
      }, segment.address);
      expect(covered).toBe((segment?.address ?? NaN) + (segment?.total_size ?? NaN));
      expect(events[0]).toMatchObject({ action: "segment_alloc", size: segment?.total_size });
    });

    test("names the operator, how often it ran, and why a block went", () => {
      const options = { policy: "dtr-eq", budget: { kind: "ratio", ratio: 0.3 } } as const;
      const { snapshot } = snapshotOf(chain(20), options);
      const names = snapshot.device_traces[0]?.flatMap(({ frames }) =>
        frames.map(({ name }) => name),
      );
      expect(names?.some((name) => name.endsWith("(recomputed ×1)"))).toBe(true);
      expect(names).toContain("freed: pressure");
    });

    test("ends with the operator that found no room", () => {
      const options = { policy: "dtr-eq", budget: { kind: "ratio", ratio: 0.1 } } as const;
      const { snapshot, result } = snapshotOf(chain(20), options);
      expect(result.result).toBe("oom");
      expect(snapshot.device_traces[0]?.at(-1)?.action).toBe("oom");
    });
  },
);
