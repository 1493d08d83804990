import { OnnxInputError } from "./errors.ts";
import type { Tensor, TensorMap } from "./tensor.ts";
import { tensorDefect } from "./tensor.ts";
import type { ValueInfo } from "./value-info.ts";
import { describeValue } from "./value-info.ts";

/**
 * Checks feeds against a model's inputs: names, element types, rank and the dimensions that the model fixes.
 * @throws OnnxInputError naming the first input that does not agree.
 */
export function checkFeeds(inputs: readonly ValueInfo[], feeds: TensorMap): void {
  for (const input of inputs) checkFeed(input, feeds[input.name], Object.keys(feeds));
  const names = inputs.map(({ name }) => name);
  const extra = Object.keys(feeds).find((name) => !names.includes(name));
  if (extra === undefined) return;
  throw new OnnxInputError(extra, "nothing", "a tensor", `the model's inputs are ${list(names)}`);
}

function checkFeed(input: ValueInfo, feed: Tensor | undefined, given: readonly string[]): void {
  const expected = describeValue(input);
  if (feed === undefined) {
    throw new OnnxInputError(input.name, expected, "nothing", `fed were ${list(given)}`);
  }
  const defect = tensorDefect(feed);
  if (defect !== undefined) throw new OnnxInputError(input.name, expected, defect);
  if (feed.type === input.type && shapeFits(input.dims, feed.dims)) return;
  throw new OnnxInputError(input.name, expected, describeValue(feed));
}

function shapeFits(wanted: ValueInfo["dims"], dims: readonly number[]): boolean {
  if (wanted === undefined) return true;
  if (wanted.length !== dims.length) return false;
  return wanted.every((dim, axis) => typeof dim === "string" || dim === dims[axis]);
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `\`${name}\``).join(", ");
}
