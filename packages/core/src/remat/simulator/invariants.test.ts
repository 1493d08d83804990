import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkInvariants, checkUnlocked } from "../engine/check-invariants.ts";
import { chain } from "../generate/chain.ts";
import { dtr } from "../heuristics/dtr.ts";
import { heuristics } from "../heuristics/registry.ts";
import { programs, traceOf } from "../testing/programs.ts";
import { STEP } from "../trace/trace.ts";
import { seededRandom } from "./seeded-random.ts";
import { Simulation } from "./simulation.ts";

describe("after every step the books agree with the state", () => {
  const recursions = fc.constantFrom("paper" as const, "frontier" as const);
  const deallocations = fc.constantFrom("ignore" as const, "eager" as const, "banish" as const);
  const weights = fc.constantFrom({ time: 1, memory: 1 }, { time: 0.5, memory: 2 });

  test.each(heuristics.map((h) => [h.name, h] as const))("%s", (_, heuristic) => {
    fc.assert(
      fc.property(
        programs,
        fc.integer({ min: 10, max: 60 }),
        recursions,
        deallocations,
        weights,
        fc.boolean(),
        (steps, budget, recursion, deallocation, exponents, sqrtSampling) => {
          const trace = traceOf(steps);
          const simulation = new Simulation(trace, {
            heuristic,
            recursion,
            limits: { budget, limit: "hard", rematTime: 500, leastBytes: 0 },
            deallocation,
            exponents,
            sqrtSampling,
            random: seededRandom(budget),
          });
          for (let at = 0; at < trace.steps.length; at += 2) {
            const [kind, id] = [trace.steps[at], trace.steps[at + 1]!];
            if (kind === STEP.release) simulation.release(id);
            else if (!(kind === STEP.constant ? simulation.constant(id) : simulation.call(id)))
              break;
            checkInvariants(simulation.engine);
            checkUnlocked(simulation.engine);
          }
          checkUnlocked(simulation.engine);
          expect(simulation.engine.ledger.peakMemory).toBeLessThanOrEqual(budget);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("books that do not agree with the state are an error that says where", () => {
  const simulation = new Simulation(chain(2), {
    heuristic: dtr,
    recursion: "paper",
    limits: { budget: 10, limit: "hard", rematTime: 0, leastBytes: 0 },
    deallocation: "eager",
    exponents: { time: 1, memory: 1 },
    sqrtSampling: false,
    random: seededRandom(1),
  });
  simulation.run();
  simulation.engine.ledger.memory += 1;
  expect(() => checkInvariants(simulation.engine)).toThrow(
    expect.objectContaining({
      code: "ERR_INVARIANT",
      message: expect.stringContaining("resident bytes: the books say 2, the state 1") as string,
    }),
  );
});
