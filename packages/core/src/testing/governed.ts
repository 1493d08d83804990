import { Governor } from "../residency/governor.ts";
import type { GovernorOptions } from "../residency/governor-options.ts";
import type { Lease } from "../residency/lease.ts";
import type { AcquireOptions } from "../residency/loader.ts";
import { FakeDevice } from "./fake-device.ts";
import { FakeModel } from "./fake-loader.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** A governor of one fake host, 1000 bytes unless stated, and ways to load fake models into its pool `models`. */
export function setUp({ total = 1000, ...options }: GovernorOptions & { total?: number } = {}) {
  const clock = new VirtualClock();
  const device = new FakeDevice("host", total, clock);
  const governor = new Governor({ clock, probes: [device], ...options });
  const pool = governor.pool("models");
  const model = (key: string, bytes = 100, loadMs?: number): FakeModel =>
    new FakeModel(key, bytes, device, clock, loadMs);
  const acquire = async (
    wanted: FakeModel,
    extra: Partial<AcquireOptions<FakeModel>> = {},
  ): Promise<Lease<FakeModel>> => {
    const lease = pool.acquire({ ...wanted.options, ...extra });
    await clock.advance(wanted.loadMs);
    return lease;
  };
  const touch = async (
    wanted: FakeModel,
    extra: Partial<AcquireOptions<FakeModel>> = {},
  ): Promise<void> => {
    (await acquire(wanted, extra)).release();
    await clock.advance(1);
  };
  return { clock, device, governor, pool, model, acquire, touch };
}

/** The keys of all residents, in the order in which they were placed. */
export const keys = (governor: Governor): readonly string[] =>
  governor.residents.map(({ key }) => key);

/** The error that a promise rejects with. It is watched from the start, so that it never counts as unhandled. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("it was to be rejected");
    },
    (error: unknown) => error,
  );
}
