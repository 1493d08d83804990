import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { bench, describe } from "vitest";
import { registerDtrBackend } from "../src/index.ts";

const OPERATORS = 1000;

/** A graph of tiny operators, where all that a backend adds per operator shows. */
function tinyGraph(): void {
  tf.tidy(() => {
    let x = tf.scalar(1);
    const one = tf.scalar(1);
    for (let i = 0; i < OPERATORS; i++) x = tf.add(x, one);
  });
}

await registerDtrBackend("cpu", { evictionThreshold: "1GB" });

describe(`${OPERATORS} additions of scalars`, () => {
  for (const name of ["cpu", "dtr-cpu"]) {
    bench(name, tinyGraph, {
      time: 1500,
      setup: async () => {
        await tf.setBackend(name);
      },
    });
  }
});
