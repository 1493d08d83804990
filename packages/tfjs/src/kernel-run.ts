import { InvariantError } from "@spillway/core";
import type { OutputSpec } from "@spillway/core/remat";
import type { BufferShape } from "./device-buffer.ts";
import { GivenTensor } from "./given-tensor.ts";
import { replaceTensors } from "./kernel-inputs.ts";
import type { KernelScope } from "./kernel-scope.ts";
import type {
  DataId,
  KernelAttributes,
  KernelBackend,
  KernelConfig,
  KernelInputs,
  TensorInfo,
  TrackedTensor,
} from "./tensorflow.ts";

/** A result of a kernel: the buffer that it made, by number, or the input whose buffer it shares. */
export interface KernelOutput {
  readonly info: TensorInfo;
  readonly place:
    | { readonly kind: "made"; readonly index: number }
    | { readonly kind: "view"; readonly input: number };
}

const FIRST = { kind: "made", index: 0 } as const;

/** A kernel call, with all that running it again needs. */
export class KernelRun {
  readonly name: string;
  /** Shared by calls that take about as long. */
  readonly costKey: number;
  costNs = 0;
  /** The results of the first run; until then none. Their data ids mean nothing after it. */
  outputs: readonly KernelOutput[] = [];
  /** Whether the kernel gives a list, even if it is one of one. */
  givesList = false;
  readonly tensors: readonly TensorInfo[];
  readonly #kernel: KernelConfig;
  readonly #inputs: KernelInputs;
  readonly #attrs: KernelAttributes | undefined;
  #hasRun = false;

  constructor(
    kernel: KernelConfig,
    inputs: KernelInputs,
    tensors: readonly TensorInfo[],
    attrs: KernelAttributes | undefined,
    costKey: number,
  ) {
    this.name = kernel.kernelName;
    this.tensors = tensors;
    this.costKey = costKey;
    this.#kernel = kernel;
    this.#inputs = inputs;
    this.#attrs = attrs && frozenCopy(attrs);
  }

  get hasRun(): boolean {
    return this.#hasRun;
  }

  /** The buffers that the kernel makes, in order. */
  specs(bytesOf: (buffer: BufferShape) => number): readonly OutputSpec[] {
    const specs: OutputSpec[] = [];
    for (const { info, place } of this.outputs) {
      if (place.kind === "made" && place.index === specs.length) {
        specs.push({ kind: "storage", bytes: bytesOf(info) });
      }
    }
    return specs;
  }

  /** Runs the kernel on inner buffers, in the order of `tensors`. Gives those that it made, which the caller then owns. */
  run(inner: KernelBackend, inputs: readonly DataId[], scope: KernelScope): readonly DataId[] {
    const given = replaceTensors(this.#inputs, (tensor, index) => {
      return new GivenTensor(inputs[index] ?? missing(this.name, index), tensor, inner);
    });
    const result = this.#kernel.kernelFunc({ inputs: given, attrs: this.#attrs, backend: inner });
    const infos = Array.isArray(result) ? result : [result];
    for (const info of infos) if (isTracked(info)) scope.untrack(info);
    if (this.#hasRun) return this.#pickMade(infos, inner);
    this.#hasRun = true;
    this.givesList = Array.isArray(result);
    return this.#classify(infos, inputs, inner);
  }

  #classify(
    infos: readonly TensorInfo[],
    inputs: readonly DataId[],
    inner: KernelBackend,
  ): readonly DataId[] {
    const made: DataId[] = [];
    this.outputs = infos.map((info): KernelOutput => {
      const input = inputs.indexOf(info.dataId);
      const twin = made.indexOf(info.dataId);
      if (input >= 0 || twin >= 0) dropReference(info, inner);
      else made.push(info.dataId);
      if (input >= 0) return { info, place: { kind: "view", input } };
      const index = twin >= 0 ? twin : made.length - 1;
      return { info, place: index === 0 ? FIRST : { kind: "made", index } };
    });
    return made;
  }

  #pickMade(infos: readonly TensorInfo[], inner: KernelBackend): readonly DataId[] {
    const made: DataId[] = [];
    for (const [index, info] of infos.entries()) {
      const place = this.outputs[index]?.place;
      if (place?.kind === "made" && place.index === made.length) made.push(info.dataId);
      else dropReference(info, inner);
    }
    return made;
  }
}

/**
 * A shared buffer came with a reference of its own, and one per buffer is enough; an input that a kernel gives back as it
 * is came without.
 */
function dropReference(info: TensorInfo, inner: KernelBackend): void {
  if (!(info instanceof GivenTensor)) inner.disposeData(info.dataId);
}

/** A tensor of the engine's in place of what describes one. */
function isTracked(info: TensorInfo): info is TrackedTensor {
  return "dispose" in info;
}

/** Attributes may hold lists of the program's own, which it may change before the kernel is run again. */
function frozenCopy(attrs: KernelAttributes): KernelAttributes {
  let copy: Record<string, unknown> | undefined;
  for (const name in attrs) {
    const value = attrs[name];
    if (!Array.isArray(value)) continue;
    copy ??= { ...attrs };
    copy[name] = copyOfList(value);
  }
  return copy ?? attrs;
}

function copyOfList(list: readonly unknown[]): readonly unknown[] {
  return list.map((value): unknown => (Array.isArray(value) ? copyOfList(value) : value));
}

function missing(kernelName: string, index: number): never {
  throw new InvariantError(`input ${index} of ${kernelName} is not in memory`);
}
