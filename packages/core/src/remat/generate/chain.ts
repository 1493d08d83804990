import { type Trace, TraceBuilder } from "../trace/trace.ts";

/**
 * A linear feed-forward network of `length` layers with unit sizes and costs, forward and backward: the setting of
 * Theorem 3.1 of the DTR paper. Gradient i reads gradient i + 1 and the value below layer i. A value is held until the gradient that reads it last.
 */
export function chain(length: number): Trace {
  const builder = new TraceBuilder();
  const unit = [{ kind: "storage", bytes: 1 }] as const;
  const values: number[] = [];
  for (let i = 0; i < length; i++) {
    const below = i === 0 ? [] : values.slice(-1);
    values.push(...builder.call("layer", 1, below, unit));
  }
  let gradient: number | undefined;
  while (values.length > 0) {
    const value = values.pop() ?? 0;
    const inputs = gradient === undefined ? [value] : [gradient, value];
    const next = builder.call("gradient", 1, inputs, unit);
    builder.release(value);
    if (gradient !== undefined) builder.release(gradient);
    gradient = next[0];
  }
  return builder.build(`chain-${length}`);
}
