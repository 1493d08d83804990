import { fileURLToPath } from "node:url";

/** The pictures in this package, made by `scripts/make-pictures.mjs`. */
export const shippedPictures = ["dam.jpg", "emblem.png"] as const;

/** The name of a picture in this package. */
export type ShippedPicture = (typeof shippedPictures)[number];

/** The path of a picture in this package. */
export function shippedPicturePath(name: ShippedPicture): string {
  return fileURLToPath(new URL(`../assets/${name}`, import.meta.url));
}
