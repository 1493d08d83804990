import { type Clock, systemClock } from "../../clock.ts";
import { type PreparedTrace, simulate } from "./simulate.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/**
 * Runs jobs over and over until `forMs` have passed, and throws the results away: the first runs in a process or in a
 * worker measure the compiler rather than the engine. One run is the least, so give it a small trace or none.
 */
export function warmUp(
  prepared: PreparedTrace,
  jobs: readonly SimulationOptions[],
  forMs: number,
  clock: Clock = systemClock,
): void {
  const end = clock.now() + forMs;
  for (let at = 0; jobs.length > 0 && clock.now() < end; at = (at + 1) % jobs.length) {
    const job = jobs[at];
    if (job !== undefined) simulate(prepared, job, clock);
  }
}
