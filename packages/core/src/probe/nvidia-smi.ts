import type { Measurement } from "./reading.ts";

/** The command line whose output `parseGpuListing` reads. With `nounits` the memory columns are MiB. */
export const NVIDIA_SMI = "nvidia-smi";
export const NVIDIA_SMI_ARGUMENTS: readonly string[] = [
  "--query-gpu=index,name,uuid,memory.total,memory.used,memory.free",
  "--format=csv,noheader,nounits",
];

/** One GPU as nvidia-smi lists it. Bytes, over all processes. */
export interface GpuRow {
  /** nvidia-smi's own number: the order on the PCI bus. */
  readonly index: number;
  readonly name: string;
  /** `GPU-…`: stays the same when another GPU disappears and the indices move up. Some virtual GPUs have none. */
  readonly uuid: string | undefined;
  readonly total: Measurement;
  readonly used: Measurement;
  readonly free: Measurement;
}

/** What nvidia-smi said: its GPUs and the lines beside them that are none, or why there are no GPUs. */
export type GpuListing =
  | {
      readonly kind: "gpus";
      readonly gpus: readonly GpuRow[];
      readonly complaints: readonly string[];
    }
  | { readonly kind: "none"; readonly reason: string };

const MIB = 1024 * 1024;

/**
 * Reads the output of nvidia-smi, whatever its exit code: failures are told as plain text in the same place, and a
 * GPU that is lost does not hide the others.
 */
export function parseGpuListing(output: string): GpuListing {
  const gpus: GpuRow[] = [];
  const complaints: string[] = [];
  for (const line of output.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    const row = parseRow(line);
    if (row === undefined) complaints.push(line.trim());
    else gpus.push(row);
  }
  if (gpus.length > 0) return { kind: "gpus", gpus, complaints };
  const said = complaints.length === 0 ? "nothing" : complaints.join("; ");
  return { kind: "none", reason: `nvidia-smi said: ${said}` };
}

/** A name may hold commas and nothing is quoted: one column is counted from the left, four from the right. */
function parseRow(line: string): GpuRow | undefined {
  const cells = line.split(",");
  if (cells.length < 6) return undefined;
  const [index, ...rest] = cells.map((cell) => cell.trim());
  const [uuid, total, used, free] = rest.slice(-4);
  if (index === undefined || !/^\d+$/.test(index) || uuid === undefined) return undefined;
  return {
    index: Number(index),
    name: cells.slice(1, -4).join(",").trim(),
    uuid: uuid.startsWith("GPU-") ? uuid : undefined,
    total: parseMebibytes(total),
    used: parseMebibytes(used),
    free: parseMebibytes(free),
  };
}

/** `[N/A]`, `[Not Supported]`, `[Unknown Error]`, `[GPU is lost]`, …: whatever is no number is no figure. */
function parseMebibytes(cell = ""): Measurement {
  if (/^\d+$/.test(cell)) return { kind: "known", value: Number(cell) * MIB };
  return { kind: "unknown", reason: `nvidia-smi reports ${JSON.stringify(cell)}` };
}
