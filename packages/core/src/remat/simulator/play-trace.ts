import { int } from "../graph/columns.ts";
import { STEP, type Trace } from "../trace/trace.ts";

/** What a trace is played to. Running something returns whether it worked. */
export interface Player {
  constant(operator: number): boolean;
  call(operator: number): boolean;
  retain(tensor: number): void;
  release(tensor: number): void;
}

/** Plays the steps in order up to the first that fails. Returns the index of that step's pair, or of the end. */
export function playTrace(trace: Trace, player: Player): number {
  const { steps } = trace;
  for (let at = 0; at < steps.length; at += 2) {
    if (!playStep(int(steps, at), int(steps, at + 1), player)) return at >> 1;
  }
  return steps.length >> 1;
}

function playStep(kind: number, id: number, player: Player): boolean {
  switch (kind) {
    case STEP.call:
      return player.call(id);
    case STEP.constant:
      return player.constant(id);
    case STEP.retain:
      player.retain(id);
      return true;
    default:
      player.release(id);
      return true;
  }
}
