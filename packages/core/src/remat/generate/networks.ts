import type { Trace } from "../trace/trace.ts";
import { elements, TrainingStep, type Value } from "./training-step.ts";

/** Feature maps are [batch, channels, height, width]; sequences are [batch, length, width]. */
type Shape = readonly number[];

function at(shape: Shape, index: number): number {
  return shape[index] ?? 1;
}

function conv(step: TrainingStep, x: Value, channels: number, stride: number): Value {
  const [batch, from] = [at(x.shape, 0), at(x.shape, 1)];
  const shape = [
    batch,
    channels,
    Math.ceil(at(x.shape, 2) / stride),
    Math.ceil(at(x.shape, 3) / stride),
  ];
  const weight = step.weight([channels, from, 3, 3]);
  const flops = 2 * elements(shape) * from * 9;
  return step.apply({ name: "conv", inputs: [x, weight], shape, flops, saves: "inputs" });
}

function convBlock(step: TrainingStep, x: Value, channels: number, stride: number): Value {
  const normal = step.pointwise("batch_norm", [conv(step, x, channels, stride)], "inputs");
  return step.pointwise("relu", [normal], "output");
}

function linear(step: TrainingStep, x: Value, width: number): Value {
  const from = x.shape.at(-1) ?? 1;
  const shape = [...x.shape.slice(0, -1), width];
  const flops = 2 * elements(shape) * from;
  const weight = step.weight([from, width]);
  return step.apply({ name: "linear", inputs: [x, weight], shape, flops, saves: "inputs" });
}

function loss(step: TrainingStep, x: Value): void {
  step.apply({
    name: "loss",
    inputs: [x],
    shape: [1],
    flops: elements(x.shape) * 3,
    saves: "inputs",
  });
}

/** A residual network on 32 x 32 pictures: three stages of `blocks` blocks of two convolutions. */
export function residualNetwork(blocks = 5, batch = 64): Trace {
  const step = new TrainingStep();
  let x = convBlock(step, step.weight([batch, 3, 32, 32]), 16, 1);
  for (const channels of [16, 32, 64]) {
    for (let block = 0; block < blocks; block++) {
      const stride = block === 0 && channels > 16 ? 2 : 1;
      const inner = convBlock(step, x, channels, stride);
      const branch = step.pointwise("batch_norm", [conv(step, inner, channels, 1)], "inputs");
      const shortcut = stride === 1 ? x : conv(step, x, channels, stride);
      x = step.pointwise("relu", [step.pointwise("add", [branch, shortcut], "nothing")], "output");
    }
  }
  loss(step, linear(step, x, 10));
  return step.trace("residual-network");
}

/** A U-Net of `depth` levels: what goes down is concatenated on the way up. */
export function uNet(depth = 4, batch = 8, side = 128): Trace {
  const step = new TrainingStep();
  let x = convBlock(step, step.weight([batch, 3, side, side]), 16, 1);
  const skips: Value[] = [];
  for (let level = 0; level < depth; level++) {
    skips.push(x);
    x = convBlock(step, convBlock(step, x, at(x.shape, 1) * 2, 2), at(x.shape, 1) * 2, 1);
  }
  for (const skip of skips.toReversed()) {
    const up = step.apply({
      name: "upsample",
      inputs: [x],
      shape: [batch, at(x.shape, 1), ...skip.shape.slice(2)],
      flops: elements(skip.shape) * 4,
      saves: "nothing",
    });
    const channels = at(up.shape, 1) + at(skip.shape, 1);
    const both = step.apply({
      name: "concat",
      inputs: [up, skip],
      shape: [batch, channels, ...skip.shape.slice(2)],
      flops: 0,
      saves: "nothing",
    });
    x = convBlock(step, convBlock(step, both, at(skip.shape, 1), 1), at(skip.shape, 1), 1);
  }
  loss(step, conv(step, x, 2, 1));
  return step.trace("u-net");
}

/** A transformer encoder of `layers` layers. */
export function transformer(layers = 8, batch = 8, length = 128, width = 256, heads = 4): Trace {
  const step = new TrainingStep();
  let x = step.pointwise("embed", [step.weight([batch, length, width])], "nothing");
  for (let layer = 0; layer < layers; layer++) {
    const normal = step.pointwise("layer_norm", [x], "inputs");
    const [query, key, value] = [
      linear(step, normal, width),
      linear(step, normal, width),
      linear(step, normal, width),
    ];
    const scores = step.apply({
      name: "scores",
      inputs: [query, key],
      shape: [batch, heads, length, length],
      flops: 2 * batch * length * length * width,
      saves: "inputs",
    });
    const weights = step.pointwise("softmax", [scores], "output");
    const mixed = step.apply({
      name: "mix",
      inputs: [weights, value],
      shape: x.shape,
      flops: 2 * batch * length * length * width,
      saves: "inputs",
    });
    x = step.pointwise("add", [x, linear(step, mixed, width)], "nothing");
    const hidden = step.pointwise(
      "gelu",
      [linear(step, step.pointwise("layer_norm", [x], "inputs"), 4 * width)],
      "inputs",
    );
    x = step.pointwise("add", [x, linear(step, hidden, width)], "nothing");
  }
  loss(step, linear(step, x, 1000));
  return step.trace("transformer");
}

/** An LSTM unrolled over `length` steps. */
export function lstm(length = 40, batch = 64, width = 128): Trace {
  const step = new TrainingStep();
  const [forInput, forState] = [step.weight([width, 4 * width]), step.weight([width, 4 * width])];
  let [state, cell] = [step.weight([batch, width]), step.weight([batch, width])];
  for (let t = 0; t < length; t++) {
    const x = step.weight([batch, width]);
    const flops = 8 * batch * width * width;
    const shape = [batch, 4 * width];
    const a = step.apply({ name: "matmul", inputs: [x, forInput], shape, flops, saves: "inputs" });
    const b = step.apply({
      name: "matmul",
      inputs: [state, forState],
      shape,
      flops,
      saves: "inputs",
    });
    const gates = step.pointwise("sigmoid", [step.pointwise("add", [a, b], "nothing")], "output");
    cell = step.pointwise("cell", [cell, gates], "both");
    state = step.pointwise("hidden", [step.pointwise("tanh", [cell], "output"), gates], "inputs");
  }
  loss(step, linear(step, state, 10));
  return step.trace("lstm");
}

/** A network over a complete binary tree of `depth` levels, every node of it made from its two children. */
export function treeNetwork(depth = 6, batch = 16, width = 128): Trace {
  const step = new TrainingStep();
  const weight = step.weight([2 * width, width]);
  const build = (level: number): Value => {
    if (level === 0) return step.pointwise("embed", [step.weight([batch, width])], "inputs");
    const [left, right] = [build(level - 1), build(level - 1)];
    const both = step.apply({
      name: "concat",
      inputs: [left, right],
      shape: [batch, 2 * width],
      flops: 0,
      saves: "nothing",
    });
    const flops = 4 * batch * width * width;
    const sum = step.apply({
      name: "matmul",
      inputs: [both, weight],
      shape: [batch, width],
      flops,
      saves: "inputs",
    });
    return step.pointwise("tanh", [sum], "output");
  };
  loss(step, linear(step, build(depth), 5));
  return step.trace("tree-network");
}
