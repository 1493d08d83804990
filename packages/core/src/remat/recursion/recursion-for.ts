import type { Engine } from "../engine/engine.ts";
import { FrontierRecursion } from "./frontier.ts";
import { PaperRecursion } from "./paper.ts";
import type { Recursion } from "./recursion.ts";

/** `paper`: as the DTR paper does it, bit for bit. `frontier`: with less memory. */
export type RecursionName = (typeof RECURSIONS)[number];

/** The names of all recursions. */
export const RECURSIONS = ["paper", "frontier"] as const;

/** The recursion of a name, over an engine. */
export function recursionFor(name: RecursionName, engine: Engine): Recursion {
  switch (name) {
    case "paper":
      return new PaperRecursion(engine);
    case "frontier":
      return new FrontierRecursion(engine);
  }
}
