import { PeerMissingError } from "@spillway/core";
import type { Sharp, SharpInput, SharpOptions } from "sharp";

/** The function that starts a sharp pipeline. */
export type SharpFactory = (input: SharpInput, options?: SharpOptions) => Sharp;

/** Loads sharp on first use. @throws PeerMissingError when it is not installed or does not load here. */
export async function loadSharp(): Promise<SharpFactory> {
  try {
    const { default: sharp } = await import("sharp");
    return sharp;
  } catch (cause) {
    throw new PeerMissingError("sharp", "pictures cannot be decoded without it", { cause });
  }
}
