import { type Clock, systemClock } from "../../clock.ts";
import { isRecord } from "../../json.ts";
import {
  type DtrConfig,
  refuseNoConfig,
  refuseWrong,
  type ResolvedDtrConfig,
  resolveDtrConfig,
  SHARED_RULES,
} from "../runtime/config.ts";
import { must, oneOf, type Rules, stated } from "../../option-rules.ts";

/** A `DtrConfig` for values; `banish`, whose use is the graph of a training step, is not offered. */
export interface RematConfig extends Omit<DtrConfig, "deallocation" | "recursion"> {
  readonly deallocation?: "ignore" | "eager";
  /** Measures how long functions take. */
  readonly clock?: Clock;
}

/** A `RematConfig` with its defaults, its sizes in bytes and its policy found. */
export interface ResolvedRematConfig extends ResolvedDtrConfig {
  readonly deallocation: "ignore" | "eager";
  readonly clock: Clock;
}

const RULES: Rules<RematConfig> = {
  ...SHARED_RULES,
  deallocation: oneOf(["ignore", "eager"]),
  clock: (value) => must("a clock", value, isRecord(value) && typeof value["now"] === "function"),
};

/** Checks a configuration and fills in its defaults. @throws DtrConfigError, UnknownHeuristicError */
export function resolveRematConfig(config: RematConfig): ResolvedRematConfig {
  refuseNoConfig(config);
  const present = stated(config);
  refuseWrong(present, RULES);
  const { clock = systemClock, deallocation = "eager", ...shared } = present;
  return { ...resolveDtrConfig(shared), deallocation, clock };
}
