/** A finite number in decimal digits without an exponent, as short as reads back to the same double. */
export function printWeight(weight: number): string {
  const shortest = String(weight);
  const [digits = "", exponent] = shortest.split("e");
  if (exponent === undefined) return shortest;
  const sign = weight < 0 ? "-" : "";
  const [whole = "", fraction = ""] = digits.replace("-", "").split(".");
  const shift = Number(exponent);
  if (shift < 0) return `${sign}0.${"0".repeat(-shift - 1)}${whole}${fraction}`;
  return `${sign}${(whole + fraction).padEnd(shift + 1, "0")}`;
}
