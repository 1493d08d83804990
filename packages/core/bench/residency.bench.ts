import { bench, describe } from "vitest";
import { bytes } from "../src/bytes.ts";
import { hostProbe } from "../src/probe/host-probe.ts";
import { listsFor } from "../src/residency/constraint-lists.ts";
import { decide } from "../src/residency/decide.ts";
import { Governor } from "../src/residency/governor.ts";
import { costPerByte } from "../src/residency/policies/cost-per-byte.ts";
import { compilePoolLists } from "../src/residency/pool-lists.ts";
import type { MemoryRequest } from "../src/residency/request.ts";
import { systemClock } from "../src/clock.ts";
import { resident } from "../src/testing/resident-builder.ts";

const probe = hostProbe({ clock: systemClock });
const governor = new Governor({ probes: [probe] });
const pool = governor.pool("image_processor");
const loaded = await pool.acquire({ key: "model", bytes: 1000, load: () => ({ value: "model" }) });
loaded.release();

describe("the governor, with the real host", () => {
  bench("a guard with its reading", async () => {
    await governor.guard({ pool: "image_processor", bytes: 1_000_000 });
  });

  bench("a lease on a resident", async () => {
    const lease = await pool.acquire({
      key: "model",
      bytes: 1000,
      load: () => ({ value: "model" }),
    });
    lease.release();
  });
});

describe("decide over 1,000 residents", () => {
  const residents = Array.from({ length: 1000 }, (_, index) => {
    const size = bytes(1_000_000 + ((index * 7919) % 1000) * 1000);
    const restoreMs = 10 + ((index * 104_729) % 500);
    return resident(`m${index}`, { bytes: size, credit: size, restoreMs, lastUse: index });
  });
  const reading = probe.read();
  const tight = {
    ...reading,
    available: { ...reading.available, kind: "known", value: 5_000_000 } as const,
  };
  const state = {
    now: 10_000,
    residents,
    lists: listsFor(compilePoolLists("image_processor"), "host"),
    budgets: [],
    policy: costPerByte(),
  };
  const request: MemoryRequest = {
    kind: "acquire",
    pool: "image_processor",
    key: "new",
    device: "host",
    bytes: bytes(20_000_000),
    priority: 0,
  };

  bench("nothing has to go", () => {
    decide(request, { ...state, reading });
  });

  bench("some have to go", () => {
    decide(request, { ...state, reading: tight });
  });

  bench("half of them have to go", () => {
    decide({ ...request, bytes: bytes(500_000_000) }, { ...state, reading: tight });
  });

  bench("all of them are too little", () => {
    decide({ ...request, bytes: bytes(5_000_000_000) }, { ...state, reading: tight });
  });
});
