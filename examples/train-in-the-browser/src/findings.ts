import { formatBytes } from "@spillway/core";
import { MEASURING_STEPS } from "./step.ts";
import type { Step } from "./step.ts";

/** What the steps so far come down to, in words. */
export interface Findings {
  readonly headline: string;
  readonly deck: string;
  readonly memory: string;
  readonly evictions: string;
  readonly recomputed: string;
  readonly loss: string;
}

/** As many steps as a statement about "now" rests on. */
const RECENT = 10;

/** @param steps at least one, in order. */
export function findingsOf(steps: readonly Step[]): Findings {
  const last = steps.at(-1);
  if (last === undefined) throw new RangeError("there is nothing to find in no steps");
  const need = needOf(steps);
  const governed = steps.filter(({ thresholdBytes }) => thresholdBytes === last.thresholdBytes);
  const recent = governed.slice(-RECENT);
  const figures = {
    evictions: mean(recent.map(({ evictions }) => evictions)),
    recomputed: mean(recent.map(({ recomputed }) => recomputed)),
    slowdown: median(recent.map(({ ms }) => ms)) / measuredMs(steps),
  };
  const measuring = last.thresholdBytes === Infinity;
  return {
    headline: measuring ? `This network takes ${formatBytes(need)}` : headlineOf(last, need),
    deck: measuring
      ? `Measured without a threshold, in the first ${MEASURING_STEPS} steps.`
      : deckOf(figures),
    memory: measuring ? `${formatBytes(last.peakBytes)} without a threshold` : memoryOf(last),
    evictions: `${Math.round(figures.evictions)} evicted in a step`,
    recomputed: `${Math.round(figures.recomputed)} computed again in a step`,
    loss: lossOf(steps),
  };
}

/** One sentence, for those who do not see the charts. */
export function announcementOf(step: Step): string {
  const { number, loss, peakBytes, thresholdBytes, evictions, recomputed } = step;
  const limit = thresholdBytes === Infinity ? "" : ` of ${formatBytes(thresholdBytes)}`;
  return `Step ${number}: loss ${lossText(loss)}, memory ${formatBytes(peakBytes)}${limit}, ${evictions} evicted, ${recomputed} computed again.`;
}

/** The most that the network took without a threshold. */
export function needOf(steps: readonly Step[]): number {
  return Math.max(0, ...measuringSteps(steps).map(({ peakBytes }) => peakBytes));
}

export function lossText(loss: number): string {
  return loss.toPrecision(3);
}

function headlineOf({ peakBytes, thresholdBytes }: Step, need: number): string {
  const [taken, all] = [formatBytes(peakBytes), formatBytes(need)];
  if (peakBytes > thresholdBytes)
    return `${formatBytes(thresholdBytes)} is too little: the step took ${taken} all the same`;
  if (thresholdBytes >= need)
    return `With ${formatBytes(thresholdBytes)} allowed, nothing has to go`;
  return `A network that takes ${all} trains in ${taken}`;
}

function deckOf(
  figures: Readonly<Record<"evictions" | "recomputed" | "slowdown", number>>,
): string {
  const { evictions, recomputed, slowdown } = figures;
  if (evictions === 0) return "Every result stays in memory until its gradient is computed.";
  const time = slowdown < 1.05 ? "the same time" : `${slowdown.toFixed(1)} times the time`;
  return `Each step evicts ${Math.round(evictions)} results and computes ${Math.round(recomputed)} again, in ${time}. The loss is the same as without a threshold.`;
}

function memoryOf({ peakBytes, thresholdBytes }: Step): string {
  const [peak, threshold] = [formatBytes(peakBytes), formatBytes(thresholdBytes)];
  return peakBytes <= thresholdBytes
    ? `Memory stays under the threshold: ${peak} of ${threshold}`
    : `Memory passes the threshold of ${threshold}: ${peak}`;
}

function lossOf(steps: readonly Step[]): string {
  const [first, last] = [steps[0]?.loss ?? 0, steps.at(-1)?.loss ?? 0];
  const change = last < first ? "fell" : "went";
  return `The loss ${change} from ${lossText(first)} to ${lossText(last)}`;
}

/** The first step compiles shaders and says nothing about time. */
function measuredMs(steps: readonly Step[]): number {
  return median(
    measuringSteps(steps)
      .slice(1)
      .map(({ ms }) => ms),
  );
}

function measuringSteps(steps: readonly Step[]): readonly Step[] {
  return steps.slice(0, MEASURING_STEPS);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
