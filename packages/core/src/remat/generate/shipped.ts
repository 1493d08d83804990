import type { Trace } from "../trace/trace.ts";
import { chain } from "./chain.ts";
import { lstm, residualNetwork, transformer, treeNetwork, uNet } from "./networks.ts";

/** The length of the shipped chain. */
const CHAIN_LAYERS = 500;

/** Training steps by name. They are made when asked for, from shapes and operation counts; no file is kept. */
const TRACES: ReadonlyMap<string, () => Trace> = new Map([
  ["resnet", () => residualNetwork()],
  ["unet", () => uNet()],
  ["transformer", () => transformer()],
  ["lstm", () => lstm()],
  ["tree", () => treeNetwork()],
  ["chain", () => chain(CHAIN_LAYERS)],
]);

/** The names of the shipped traces. */
export const shippedTraceNames: readonly string[] = [...TRACES.keys()];

/** The shipped trace of that name. */
export function shippedTrace(name: string): Trace | undefined {
  const make = TRACES.get(name);
  return make && { ...make(), name };
}
