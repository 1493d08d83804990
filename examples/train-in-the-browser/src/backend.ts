import { registerDtrBackend } from "@spillway/tfjs";
import type { DtrBackend } from "@spillway/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgl";

/** Puts the threshold around WebGL: the lines that this example adds to an ordinary program. */
export async function selectBackend(): Promise<DtrBackend> {
  const dtr = await registerDtrBackend("webgl", {
    evictionThreshold: Infinity,
    evicteeMinimumSize: "64kB",
  });
  await tf.setBackend(dtr.name);
  // A convolution by way of a matrix product takes nine times its input besides.
  tf.env().set("WEBGL_CONV_IM2COL", false);
  return dtr;
}
