import * as layers from "@tensorflow/tfjs-layers";

/** Small models of the four kinds that people train, with weights that depend on nothing but the code. */
export interface ModelKind {
  readonly name: string;
  readonly make: () => layers.LayersModel;
  /** Shape of one example. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** For models that take token numbers: how many there are. */
  readonly vocabulary?: number;
}

const TOKENS = 11;
const STEPS = 6;

function glorot(seed: number) {
  return layers.initializers.glorotUniform({ seed });
}

function convolution(filters: number, seed: number, strides = 1) {
  const kernelInitializer = glorot(seed);
  const padding = "same" as const;
  return layers.layers.conv2d({ filters, kernelSize: 3, strides, padding, kernelInitializer });
}

function classifier(): layers.LayersModel {
  const dense = layers.layers.dense({
    units: 5,
    activation: "softmax",
    kernelInitializer: glorot(4),
  });
  const depthwise = layers.layers.depthwiseConv2d({
    kernelSize: 3,
    depthMultiplier: 2,
    padding: "same",
    depthwiseInitializer: glorot(3),
  });
  return layers.sequential({
    layers: [
      layers.layers.inputLayer({ inputShape: [12, 12, 3] }),
      convolution(6, 1),
      layers.layers.batchNormalization(),
      layers.layers.activation({ activation: "relu" }),
      layers.layers.maxPooling2d({ poolSize: 2 }),
      convolution(8, 2, 2),
      layers.layers.activation({ activation: "elu" }),
      depthwise,
      layers.layers.averagePooling2d({ poolSize: 3, strides: 1, padding: "same" }),
      layers.layers.globalAveragePooling2d({}),
      dense,
    ],
  });
}

function uNet(): layers.LayersModel {
  const image = layers.input({ shape: [8, 8, 2] });
  const top = apply(convolution(4, 1), image);
  const low = apply(layers.layers.maxPooling2d({ poolSize: 2 }), top);
  const bottom = apply(convolution(6, 2), low);
  const grown = apply(
    layers.layers.conv2dTranspose({
      filters: 4,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      kernelInitializer: glorot(3),
    }),
    bottom,
  );
  const enlarged = apply(
    layers.layers.upSampling2d({ size: [2, 2], interpolation: "bilinear" }),
    bottom,
  );
  const joined = apply(layers.layers.concatenate(), [top, grown, enlarged]);
  return layers.model({ inputs: image, outputs: apply(convolution(1, 4), joined) });
}

function lstm(): layers.LayersModel {
  return layers.sequential({
    layers: [
      layers.layers.embedding({
        inputDim: TOKENS,
        outputDim: 4,
        inputLength: STEPS,
        embeddingsInitializer: glorot(1),
      }),
      layers.layers.lstm({
        units: 5,
        kernelInitializer: glorot(2),
        recurrentInitializer: glorot(3),
      }),
      layers.layers.dense({ units: 5, kernelInitializer: glorot(4) }),
    ],
  });
}

/** One block of attention and a feed-forward layer, each around a residual and normalised. */
function transformer(): layers.LayersModel {
  const width = 8;
  const tokens = layers.input({ shape: [STEPS] });
  const embedding = { inputDim: TOKENS, outputDim: width, embeddingsInitializer: glorot(1) };
  const x = apply(layers.layers.embedding(embedding), tokens);
  const project = (seed: number, units = width) =>
    layers.layers.dense({ units, kernelInitializer: glorot(seed) });
  const scores = apply(layers.layers.dot({ axes: 2 }), [
    apply(project(2), x),
    apply(project(3), x),
  ]);
  const weights = apply(layers.layers.activation({ activation: "softmax" }), scores);
  const mixed = apply(layers.layers.dot({ axes: [2, 1] }), [weights, apply(project(4), x)]);
  const attended = apply(
    layers.layers.layerNormalization(),
    apply(layers.layers.add(), [x, mixed]),
  );
  const hidden = apply(
    layers.layers.activation({ activation: "relu" }),
    apply(project(5, 16), attended),
  );
  const out = apply(layers.layers.add(), [attended, apply(project(6), hidden)]);
  return layers.model({ inputs: tokens, outputs: apply(project(7, 5), out) });
}

function apply(
  layer: layers.layers.Layer,
  input: layers.SymbolicTensor | layers.SymbolicTensor[],
): layers.SymbolicTensor {
  return layer.apply(input) as layers.SymbolicTensor;
}

export const MODEL_KINDS: readonly ModelKind[] = [
  { name: "an image classifier", make: classifier, input: [12, 12, 3], output: [5] },
  { name: "a U-Net", make: uNet, input: [8, 8, 2], output: [8, 8, 1] },
  { name: "an LSTM", make: lstm, input: [STEPS], output: [5], vocabulary: TOKENS },
  {
    name: "a transformer",
    make: transformer,
    input: [STEPS],
    output: [STEPS, 5],
    vocabulary: TOKENS,
  },
];
