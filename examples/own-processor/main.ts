// Runs the processor of sepia.mjs on the shipped picture, with the command's own flag for third-party modules.
import { main } from "@spillway/cli";
import { shippedPicturePath } from "@spillway/image";
import { fileURLToPath } from "node:url";

const [folder = "out"] = process.argv.slice(2);
const sepia = fileURLToPath(new URL("sepia.mjs", import.meta.url));
process.exitCode = await main([
  ...["image", shippedPicturePath("dam.jpg")],
  ...["--plugin-modules", sepia, "--processors", "sepia;strength=0.9"],
  ...["--output", `${folder}/sepia.jpg`],
]);
