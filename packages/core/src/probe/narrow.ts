import type { Bytes } from "../bytes.ts";
import { known, type Figure, type Reading } from "./reading.ts";

/** A cap that the user stated for a device. */
export interface StatedBudget {
  readonly budget: Bytes;
  /** Bytes already placed under the budget. */
  readonly placed: number;
  /** Where it was stated: `--memory 512MB`, `spillway.config.yaml budgets.host`. */
  readonly source: string;
}

/**
 * A reading under a stated budget: available is no more than the budget less what is placed (0 when overdrawn), total
 * no more than the budget. What the device could not say, or did not limit, is known from then on, by the budget alone.
 */
export function narrowReading(reading: Reading, { budget, placed, source }: StatedBudget): Reading {
  const left = Math.max(0, budget - placed);
  return {
    ...reading,
    available: narrow(reading.available, left, `${source} less what is placed`),
    total: narrow(reading.total, budget, source),
  };
}

function narrow(figure: Figure, cap: number, source: string): Figure {
  switch (figure.kind) {
    case "known":
      return figure.value <= cap ? figure : known(cap, source, figure.at);
    case "unlimited":
      return known(cap, source, figure.at);
    case "unknown":
      return known(cap, `${source} (the device cannot say: ${figure.reason})`, figure.at);
  }
}
