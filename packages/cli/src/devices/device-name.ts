import { DEVICE_KINDS } from "../arguments/known-names.ts";
import { UsageError } from "../failure/cli-errors.ts";

/** The device that a user means: `cpu` is the host, and a GPU without a number is the first. */
export function deviceName(typed: string): string {
  if (typed === "cpu") return "host";
  return /^(cuda|xpu|webgpu)$/.test(typed) ? `${typed}:0` : typed;
}

/** Whether a device of some machine could be called so. A budget for any other name would limit nothing. */
export function isDeviceName(typed: string): boolean {
  const [kind = "", index = "0", ...rest] = deviceName(typed).split(":");
  if (rest.length > 0 || !/^\d+$/.test(index)) return false;
  return kind === "host" ? !typed.includes(":") : DEVICE_KINDS.includes(kind);
}

/** The device that `--device` was given. @throws UsageError */
export function deviceArgument(typed: string): string {
  if (typed.trim() !== "") return deviceName(typed);
  throw new UsageError("--device: no device is named", { hint: "--device host" });
}
