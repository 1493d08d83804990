import { formatBytes } from "../bytes.ts";
import type { Millis } from "../clock.ts";
import type { Figure, Probe, Reading } from "./reading.ts";

/** A figure as `spillway probe` shows it. Plain JSON: an unlimited or unknown figure has no `bytes`. */
export interface FigureDescription {
  readonly name: "used" | "available" | "total";
  readonly kind: Figure["kind"];
  readonly bytes?: number;
  readonly reason?: string;
  /** For people: `1.41 GB`, `unlimited`, `unknown: …`. */
  readonly text: string;
  readonly source: string;
  readonly ageMs: Millis;
}

/** A device and its three figures as `spillway probe` shows them. */
export interface DeviceDescription {
  readonly device: string;
  readonly label?: string;
  readonly figures: readonly FigureDescription[];
}

/** Describes a reading at the time `now` of the clock that the probe used. */
export function describeReading(
  { device, label }: Pick<Probe, "device" | "label">,
  { used, available, total }: Reading,
  now: Millis,
): DeviceDescription {
  const figures = [
    describeFigure("used", used, now),
    describeFigure("available", available, now),
    describeFigure("total", total, now),
  ];
  return { device, ...(label !== undefined && { label }), figures };
}

function describeFigure(
  name: FigureDescription["name"],
  figure: Figure,
  now: Millis,
): FigureDescription {
  const { kind, source, at } = figure;
  const common = { name, kind, source, ageMs: now - at };
  switch (figure.kind) {
    case "known":
      return { ...common, bytes: figure.value, text: formatBytes(figure.value) };
    case "unlimited":
      return { ...common, text: "unlimited" };
    case "unknown":
      return { ...common, reason: figure.reason, text: `unknown: ${figure.reason}` };
  }
}
