/* Text encoders of two layers with random weights: one after CLIP's design, one after T5's encoder. */
import { TensorProto_DataType as OnnxType } from "onnx-buf";
import { GraphBuilder } from "./onnx-graph.mjs";

/** Masked positions get this before the softmax, which leaves them nothing. */
const MASKED = -1e9;
const HEADS = 2;
const LAYERS = 2;
const POSITIONS = 77;

const TYPES = {
  float32: OnnxType.FLOAT,
  float16: OnnxType.FLOAT16,
  int32: OnnxType.INT32,
  int64: OnnxType.INT64,
};

/** Mulberry32, and from it normal deviates by the Box-Muller transform. */
function normalDeviates(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

class Weights {
  #graph;
  #deviate;

  constructor(graph, seed) {
    this.#graph = graph;
    this.#deviate = normalDeviates(seed);
  }

  random(name, dims, deviation, mean = 0) {
    const count = dims.reduce((product, dim) => product * dim, 1);
    // Rounded to 1/4096, so that the file is the same wherever cosines differ in their last bit.
    const values = Array.from(
      { length: count },
      () => Math.round((mean + deviation * this.#deviate()) * 4096) / 4096,
    );
    return this.#graph.floats(name, dims, values);
  }

  linear(name, from, to, value) {
    const weight = this.random(`${name}.weight`, [from, to], 1 / Math.sqrt(from));
    return this.#graph.op("MatMul", [value, weight]);
  }

  biased(name, from, to, value) {
    const bias = this.random(`${name}.bias`, [to], 0.1);
    return this.#graph.op("Add", [this.linear(name, from, to, value), bias]);
  }

  layerNorm(name, size, value) {
    const scale = this.random(`${name}.weight`, [size], 0.2, 1);
    const bias = this.random(`${name}.bias`, [size], 0.2);
    return this.#graph.op("LayerNormalization", [value, scale, bias], {
      axis: -1,
      epsilon: { float: 1e-5 },
    });
  }

  rmsNorm(name, size, value) {
    const graph = this.#graph;
    const scale = this.random(`${name}.weight`, [size], 0.2, 1);
    const square = graph.op("ReduceMean", [graph.op("Mul", [value, value])], {
      axes: [-1],
      keepdims: 1,
    });
    const root = graph.op("Sqrt", [graph.op("Add", [square, graph.scalar(1e-6)])]);
    return graph.op("Mul", [graph.op("Div", [value, root]), scale]);
  }
}

/** Attention of two heads over `value`, with `bias` added to the scores. */
function attention(graph, weights, name, size, value, bias, linear) {
  const width = size / HEADS;
  const heads = graph.integers([4], [0, 0, HEADS, width]);
  const split = (part, perm) => {
    const projected = weights[linear](`${name}.${part}_proj`, size, size, value);
    return graph.op("Transpose", [graph.op("Reshape", [projected, heads])], { perm });
  };
  const query = graph.op("Mul", [split("q", [0, 2, 1, 3]), graph.scalar(1 / Math.sqrt(width))]);
  const scores = graph.op("MatMul", [query, split("k", [0, 2, 3, 1])]);
  const shares = graph.op("Softmax", [graph.op("Add", [scores, bias])], { axis: -1 });
  const mixed = graph.op("Transpose", [graph.op("MatMul", [shares, split("v", [0, 2, 1, 3])])], {
    perm: [0, 2, 1, 3],
  });
  const joined = graph.op("Reshape", [mixed, graph.integers([3], [0, 0, size])]);
  return weights[linear](`${name}.out_proj`, size, size, joined);
}

/** What hides masked tokens from all others, shaped [batch, 1, 1, sequence]. */
function maskBias(graph, mask) {
  const hidden = graph.op("Sub", [
    graph.scalar(1),
    graph.op("Cast", [mask], { to: OnnxType.FLOAT }),
  ]);
  const axes = graph.integers([2], [1, 2]);
  return graph.op("Mul", [graph.op("Unsqueeze", [hidden, axes]), graph.scalar(MASKED)]);
}

function sequenceLength(graph, ids) {
  return graph.op("Shape", [ids], { start: 1, end: 2 });
}

function causalBias(graph, length) {
  const table = Array.from({ length: POSITIONS ** 2 }, (_, i) =>
    i % POSITIONS > Math.floor(i / POSITIONS) ? MASKED : 0,
  );
  const full = graph.floats("causal", [POSITIONS, POSITIONS], table);
  const zeros = graph.integers([2], [0, 0]);
  const ends = graph.op("Concat", [length, length], { axis: 0 });
  return graph.op("Slice", [full, zeros, ends, graph.integers([2], [0, 1])]);
}

/** The vectors at the first token of the highest id, which is the end token. */
function pooled(graph, ids, length, hidden) {
  const end = graph.op("ArgMax", [ids], { axis: 1, keepdims: 1 });
  const count = graph.op("Squeeze", [length]);
  const range = graph.op("Range", [graph.integers([], [0]), count, graph.integers([], [1])]);
  const chosen = graph.op("Cast", [graph.op("Equal", [range, end])], { to: OnnxType.FLOAT });
  const axis = graph.integers([1], [1]);
  const row = graph.op("MatMul", [graph.op("Unsqueeze", [chosen, axis]), hidden]);
  return graph.op("Squeeze", [row, axis]);
}

const DEFAULTS = {
  hidden: 32,
  seed: 1,
  projection: undefined,
  hiddenStates: true,
  attentionMask: false,
  idsType: "int64",
  outputType: "float32",
  batch: "batch_size",
  sequence: "sequence_length",
  externalFrom: Infinity,
};

export function clipEncoder(vocabulary, options = {}) {
  const o = { ...DEFAULTS, ...options };
  const graph = new GraphBuilder();
  const weights = new Weights(graph, o.seed);
  const given = graph.input("input_ids", TYPES[o.idsType], [o.batch, o.sequence]);
  const ids = graph.op("Cast", [given], { to: OnnxType.INT64 });
  const length = sequenceLength(graph, ids);
  const causal = causalBias(graph, length);
  const bias = o.attentionMask
    ? graph.op("Add", [
        causal,
        maskBias(graph, graph.input("attention_mask", TYPES.int64, [o.batch, o.sequence])),
      ])
    : causal;
  const tokens = weights.random("token_embedding.weight", [vocabulary, o.hidden], 1);
  const places = weights.random("position_embedding.weight", [POSITIONS, o.hidden], 0.5);
  const zero = graph.integers([1], [0]);
  const position = graph.op("Slice", [places, zero, length, zero]);
  const states = [graph.op("Add", [graph.op("Gather", [tokens, ids]), position])];
  for (let layer = 0; layer < LAYERS; layer++)
    states.push(clipLayer(graph, weights, `layers.${layer}`, o.hidden, states.at(-1), bias));
  const last = weights.layerNorm("final_layer_norm", o.hidden, states.at(-1));
  writeClipOutputs(graph, weights, o, { ids, length, last, states });
  return graph.build("clip_text", "A CLIP-like text encoder with random weights.", o.externalFrom);
}

function clipLayer(graph, weights, name, size, value, bias) {
  const attended = attention(
    graph,
    weights,
    name,
    size,
    weights.layerNorm(`${name}.layer_norm1`, size, value),
    bias,
    "biased",
  );
  const middle = graph.op("Add", [value, attended]);
  const wide = weights.biased(
    `${name}.fc1`,
    size,
    2 * size,
    weights.layerNorm(`${name}.layer_norm2`, size, middle),
  );
  const gate = graph.op("Sigmoid", [graph.op("Mul", [wide, graph.scalar(1.702)])]);
  const narrow = weights.biased(`${name}.fc2`, 2 * size, size, graph.op("Mul", [wide, gate]));
  return graph.op("Add", [middle, narrow]);
}

function writeClipOutputs(graph, weights, o, { ids, length, last, states }) {
  const type = TYPES[o.outputType];
  const shape = [o.batch, o.sequence, o.hidden];
  const summary = pooled(graph, ids, length, last);
  if (o.projection !== undefined) {
    const projected = weights.linear("text_projection", o.hidden, o.projection, summary);
    graph.output("text_embeds", projected, type, [o.batch, o.projection]);
  }
  graph.output("last_hidden_state", last, type, shape);
  if (o.projection === undefined) graph.output("pooler_output", summary, type, [o.batch, o.hidden]);
  if (o.hiddenStates)
    states.forEach((state, i) => graph.output(`hidden_states.${i}`, state, type, shape));
}

/** Positions count through a bias that falls with distance, in place of T5's learned one. */
function distanceBias(graph, length) {
  const count = graph.op("Squeeze", [length]);
  const range = graph.op("Range", [graph.integers([], [0]), count, graph.integers([], [1])]);
  const rows = graph.op("Unsqueeze", [range, graph.integers([1], [1])]);
  const distance = graph.op("Cast", [graph.op("Abs", [graph.op("Sub", [rows, range])])], {
    to: OnnxType.FLOAT,
  });
  return graph.op("Mul", [distance, graph.scalar(-0.25)]);
}

export function t5Encoder(vocabulary, options = {}) {
  const o = { ...DEFAULTS, ...options };
  const graph = new GraphBuilder();
  const weights = new Weights(graph, o.seed);
  const ids = graph.input("input_ids", TYPES[o.idsType], [o.batch, o.sequence]);
  const distance = distanceBias(graph, sequenceLength(graph, ids));
  const bias = o.attentionMask
    ? graph.op("Add", [
        distance,
        maskBias(graph, graph.input("attention_mask", TYPES.int64, [o.batch, o.sequence])),
      ])
    : distance;
  let value = graph.op("Gather", [weights.random("shared.weight", [vocabulary, o.hidden], 1), ids]);
  for (let layer = 0; layer < LAYERS; layer++)
    value = t5Layer(graph, weights, `block.${layer}`, o.hidden, value, bias);
  const last = weights.rmsNorm("final_layer_norm", o.hidden, value);
  graph.output("last_hidden_state", last, TYPES[o.outputType], [o.batch, o.sequence, o.hidden]);
  return graph.build("t5_encoder", "A T5-like text encoder with random weights.", o.externalFrom);
}

function t5Layer(graph, weights, name, size, value, bias) {
  const attended = attention(
    graph,
    weights,
    name,
    size,
    weights.rmsNorm(`${name}.norm1`, size, value),
    bias,
    "linear",
  );
  const middle = graph.op("Add", [value, attended]);
  const wide = graph.op("Relu", [
    weights.linear(`${name}.wi`, size, 2 * size, weights.rmsNorm(`${name}.norm2`, size, middle)),
  ]);
  return graph.op("Add", [middle, weights.linear(`${name}.wo`, 2 * size, size, wide)]);
}

/** A linear map of the last axis, as LLM4GEN's projector is used: `hidden` in, `projected` out. */
export function projector(from, to, seed = 9) {
  const graph = new GraphBuilder();
  const weights = new Weights(graph, seed);
  const value = graph.input("hidden", TYPES.float32, ["batch_size", "sequence_length", from]);
  const made = weights.biased("projector", from, to, value);
  graph.output("projected", made, TYPES.float32, ["batch_size", "sequence_length", to]);
  return graph.build("projector", "A projector with random weights.");
}
