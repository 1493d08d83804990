import { Governor, compileConstraint, memoryRequired, readingVariables } from "@spillway/core";
import { createRemat } from "@spillway/core/remat";

const MB = 1_000_000;

/** What a constraint says of values that meet it, and of values that do not. */
export function constrain(): readonly string[] {
  const scope = [...readingVariables, memoryRequired];
  const constraint = compileConstraint("memory_required > (available * 0.70)", { scope });
  return [10, 100].map(
    (available) =>
      constraint.evaluate({ available: available * MB, memory_required: 10 * MB }).kind,
  );
}

/** Loads three models of 40 MB that need no memory under a budget of 100 MB. Gives what was evicted, and why. */
export async function govern(): Promise<readonly string[]> {
  let now = 0;
  const clock = { now: () => ++now, schedule: () => () => undefined };
  const governor = new Governor({ budgets: { "webgpu:0": 100 * MB }, clock, policy: "lru" });
  const models = governor.pool("models");
  for (const key of ["first", "second", "third"]) {
    const load = () => Promise.resolve({ value: key, dispose: () => undefined });
    const lease = await models.acquire({ key, device: "webgpu:0", bytes: 40 * MB, load });
    lease.release();
  }
  const evicted = governor.journal.entries.filter((entry) => entry.kind === "evicted");
  await governor.close();
  return evicted.map(({ key, reason }) => `${key}: ${reason}`);
}

/** Reads five values of 3 bytes under a threshold of 7, back and forth. Gives what was read, and what it took. */
export async function recompute(): Promise<{
  readonly read: readonly number[];
  readonly rematerializations: number;
  readonly peakBytes: number;
}> {
  const remat = createRemat({ evictionThreshold: 7, evicteeMinimumSize: 0 });
  const values = Array.from({ length: 5 }, (_, index) =>
    remat.compute(`square ${index}`, [], () => index ** 2, { bytes: 3 }),
  );
  const read: number[] = [];
  for (const value of [...values, ...values.toReversed()]) read.push(await value.get());
  const { rematerializations, peakBytes } = remat.accounts();
  return { read, rematerializations, peakBytes };
}
