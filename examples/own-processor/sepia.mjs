// An image processor of one's own. Any exported plugin of a module given with --plugin-modules can be named in a URI.
// Plain JavaScript, which the command can load on every version of Node.
import { WITHOUT_MODEL, defineImageProcessor, pixelStep } from "@spillway/image";

export const sepia = defineImageProcessor({
  names: ["sepia"],
  help: "Brown tones, as of an old photograph.",
  arguments: {
    strength: { type: "float", default: 1, minimum: 0, maximum: 1, help: "0 leaves it as it is." },
  },
  hides: WITHOUT_MODEL,
  create: ({ strength }) => ({
    modes: ["RGB"],
    postResize: pixelStep((source) => {
      const pixels = Uint8Array.from(source.pixels);
      for (let i = 0; i < pixels.length; i += 3) {
        const grey = 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2];
        const tones = [grey * 1.07, grey * 0.86, grey * 0.65];
        tones.forEach((tone, c) => {
          pixels[i + c] = Math.min(255, pixels[i + c] * (1 - strength) + tone * strength);
        });
      }
      return { ...source, pixels };
    }),
  }),
});
