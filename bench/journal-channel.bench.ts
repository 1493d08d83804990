import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Governor } from "@spillway/core";
import { bench, describe } from "vitest";

// What following a governor costs: one lease of a resident model is two entries of the journal.
describe("a lease of a resident model", async () => {
  const governor = new Governor();
  const pool = governor.pool("models");
  const options = { key: "a", bytes: 1, pinned: true, load: () => ({ value: 1 }) };
  (await pool.acquire(options)).release();

  const lease = async (): Promise<void> => {
    (await pool.acquire(options)).release();
  };
  const listen = (): void => undefined;

  bench("nobody listens", lease);
  bench("one subscriber on the diagnostics channel", lease, {
    setup: () => subscribe("spillway:journal", listen),
    teardown: () => {
      unsubscribe("spillway:journal", listen);
    },
  });
});
