/** An execution provider of ONNX Runtime: its name, with options where it takes any. */
export type ExecutionProvider =
  string | { readonly name: string; readonly [option: string]: string | number | boolean };

/**
 * The execution providers for a device: `host` is the processor, `cuda:1` the second NVIDIA GPU; likewise
 * `webgpu:0`, `dml:0`, `tensorrt:0`, `coreml`. The processor comes last and takes what the provider cannot.
 * @throws RangeError for a device that is not of this form.
 */
export function providersFor(device: string): readonly ExecutionProvider[] {
  if (device === "host" || device === "cpu") return ["cpu"];
  const groups = /^(?<name>[a-z]+)(?::(?<index>\d+))?$/.exec(device)?.groups;
  const name = groups?.["name"];
  if (name === undefined) {
    throw new RangeError(
      `no device is called ${JSON.stringify(device)}: write host, cuda:0, webgpu:0`,
    );
  }
  const index = Number(groups?.["index"] ?? 0);
  return [INDEXED.has(name) ? { name, deviceId: index } : name, "cpu"];
}

/** The providers that take a device number; the others choose their device themselves. */
const INDEXED: ReadonlySet<string> = new Set(["cuda", "tensorrt", "dml"]);
