import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import { DIRECTIONS, SIDE } from "./pictures.ts";

/** How large a network is, and how many pictures it sees at a time. */
export interface NetworkSize {
  /** Convolutions one behind the other. Each keeps its result for the gradient, and so memory grows with them. */
  readonly depth: number;
  readonly channels: number;
  readonly batch: number;
  /** The deeper the network, the smaller its steps. */
  readonly learningRate: number;
}

export const SIZES = {
  small: { depth: 6, channels: 8, batch: 4, learningRate: 0.004 },
  medium: { depth: 12, channels: 16, batch: 16, learningRate: 0.001 },
  large: { depth: 16, channels: 32, batch: 32, learningRate: 0.0005 },
} as const satisfies Readonly<Record<string, NetworkSize>>;

/** A plain stack of convolutions that tells stripes apart, with the same weights each time. */
export function makeNetwork({ depth, channels, learningRate }: NetworkSize): layers.LayersModel {
  const network = layers.sequential();
  network.add(layers.layers.inputLayer({ inputShape: [SIDE, SIDE, 1] }));
  for (let place = 0; place < depth; place++) {
    network.add(
      layers.layers.conv2d({
        filters: channels,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
        kernelInitializer: layers.initializers.heNormal({ seed: place + 1 }),
      }),
    );
  }
  network.add(layers.layers.globalAveragePooling2d({}));
  network.add(
    layers.layers.dense({
      units: DIRECTIONS.length,
      activation: "softmax",
      kernelInitializer: layers.initializers.glorotUniform({ seed: depth + 1 }),
    }),
  );
  network.compile({ optimizer: tf.train.adam(learningRate), loss: "categoricalCrossentropy" });
  return network;
}

/** The size that goes by a name. @throws RangeError when none does. */
export function sizeNamed(name: string): NetworkSize {
  const found = Object.entries(SIZES).find(([key]) => key === name);
  if (found === undefined) throw new RangeError(`no network is called ${name}`);
  return found[1];
}
