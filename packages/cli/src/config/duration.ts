const UNITS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["", 1000],
  ["m", 60_000],
  ["min", 60_000],
  ["h", 3_600_000],
]);

/** Milliseconds of `500ms`, `30s`, `5m`, `1.5h`; seconds where no unit is given. Undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const groups = /^\s*(?<count>\d+(?:\.\d+)?)\s*(?<unit>[a-z]*)\s*$/i.exec(text)?.groups;
  const scale = UNITS.get((groups?.["unit"] ?? "?").toLowerCase());
  return scale === undefined ? undefined : Number(groups?.["count"]) * scale;
}
