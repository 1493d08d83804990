/** The device that a user means: `cpu` is the host, and a GPU without a number is the first. */
export function deviceName(typed: string): string {
  if (typed === "cpu") return "host";
  return /^(cuda|xpu|webgpu)$/.test(typed) ? `${typed}:0` : typed;
}
