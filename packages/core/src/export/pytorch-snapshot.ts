import { real } from "../remat/graph/columns.ts";
import type { Timeline } from "../remat/simulator/timeline.ts";
import type { Trace } from "../remat/trace/trace.ts";
import { AddressSpace, roundedSize } from "./address-space.ts";
import { pickle, PickledTuple, type Picklable } from "./pickle.ts";
import { storageEvents, type StorageEvent } from "./storage-events.ts";

/** Where blocks start; any address would do. */
const FIRST_ADDRESS = 0x7f00_0000_0000;

type Dict = Readonly<Record<string, Picklable>>;

interface Block {
  readonly address: number;
  readonly bytes: number;
  readonly frames: readonly Picklable[];
}

/**
 * A simulated run as a PyTorch memory snapshot, a pickle that pytorch.org/memory_viz opens. Each storage is a block; in
 * place of a stack it has the operator that made it and how often that had run, or the reason why it was freed. Storages
 * of no bytes are left out.
 */
export function pytorchSnapshot(trace: Trace, { events, result }: Timeline): Uint8Array {
  const recording = new SnapshotRecording(trace);
  for (const event of storageEvents(trace.graph, events)) recording.take(event);
  const { failure, budgetBytes } = result;
  if (failure?.neededBytes !== undefined) recording.fail(failure.neededBytes, budgetBytes);
  return pickle(recording.snapshot());
}

class SnapshotRecording {
  readonly #trace: Trace;
  readonly #addresses = new AddressSpace(FIRST_ADDRESS);
  readonly #trail: Dict[] = [];
  /** By storage; two while there is a duplicate. */
  readonly #blocks = new Map<number, Block[]>();
  #bytes = 0;
  #timeUs = 0;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  take(event: StorageEvent): void {
    const bytes = real(this.#trace.graph.bytes, event.storage);
    if (bytes === 0) return;
    this.#timeUs = Math.floor(event.timeNs / 1000);
    if (event.kind === "alloc") this.#allocate(event, bytes);
    else this.#release(event);
  }

  /** The operator that found no room. */
  fail(neededBytes: number, budgetBytes: number): void {
    const size = neededBytes - this.#bytes;
    const free = { device_free: Math.max(0, budgetBytes - this.#bytes) };
    this.#add("oom", { size, ...free, frames: [frame(this.#trace.name, 0, "no room for it")] });
  }

  snapshot(): Dict {
    const size = this.#addresses.size;
    const reserved = { action: "segment_alloc", addr: FIRST_ADDRESS, size, ...COMMON };
    return {
      segments: [this.#segment(size)],
      device_traces: [[{ ...reserved, frames: [], time_us: 0 }, ...this.#trail]],
      allocator_settings: ALLOCATOR_SETTINGS,
      external_annotations: [],
    };
  }

  #allocate(
    { storage, operator, execution }: StorageEvent & { kind: "alloc" },
    bytes: number,
  ): void {
    const name = this.#trace.operatorNames[operator] ?? `operator ${operator}`;
    const again = execution === 1 ? "" : ` (recomputed ×${execution - 1})`;
    const frames = [frame(this.#trace.name, operator, `${name}${again}`)];
    const block = { address: this.#addresses.take(bytes), bytes, frames };
    const blocks = this.#blocks.get(storage);
    if (blocks === undefined) this.#blocks.set(storage, [block]);
    else blocks.push(block);
    this.#bytes += bytes;
    this.#add("alloc", { addr: block.address, size: bytes, frames });
  }

  #release({ storage, reason }: StorageEvent & { kind: "free" }): void {
    const block = this.#blocks.get(storage)?.pop();
    if (block === undefined) return;
    const { address, bytes } = block;
    this.#addresses.give(address, bytes);
    this.#bytes -= bytes;
    const frames = [frame(this.#trace.name, storage, `freed: ${reason}`)];
    this.#add("free_requested", { addr: address, size: bytes, frames });
    this.#add("free_completed", { addr: address, size: bytes, frames });
  }

  #add(action: string, about: Dict): void {
    this.#trail.push({ action, addr: 0, ...about, ...COMMON, time_us: this.#timeUs });
  }

  #segment(size: number): Dict {
    const active = [...this.#blocks.values()].flat().sort((a, b) => a.address - b.address);
    const rounded = active.reduce((sum, { bytes }) => sum + roundedSize(bytes), 0);
    return {
      device: 0,
      address: FIRST_ADDRESS,
      total_size: size,
      allocated_size: rounded,
      active_size: rounded,
      requested_size: this.#bytes,
      ...COMMON,
      segment_type: "large",
      segment_pool_id: new PickledTuple(0, 0),
      is_expandable: false,
      frames: [],
      blocks: blocksOf(active, size),
    };
  }
}

/** What every event and segment says: all is on one stream of one device. */
const COMMON = { stream: 0 } as const;

const ALLOCATOR_SETTINGS: Dict = {
  PYTORCH_CUDA_ALLOC_CONF: "",
  max_split_size: -1,
  garbage_collection_threshold: 0,
  expandable_segments: false,
  pinned_num_register_threads: 1,
  release_lock_on_cudamalloc: false,
  pinned_use_cuda_host_register: false,
  roundup_power2_divisions: {},
};

function frame(filename: string, line: number, name: string): Dict {
  return { filename, line, name };
}

/** The blocks of the segment in order of address, with the gaps between them. */
function blocksOf(active: readonly Block[], size: number): readonly Dict[] {
  const blocks: Dict[] = [];
  let at = FIRST_ADDRESS;
  const fillTo = (address: number): void => {
    if (address > at) blocks.push(blockOf(at, address - at, 0, "inactive", []));
  };
  for (const { address, bytes, frames } of active) {
    fillTo(address);
    blocks.push(blockOf(address, roundedSize(bytes), bytes, "active_allocated", frames));
    at = address + roundedSize(bytes);
  }
  fillTo(FIRST_ADDRESS + size);
  return blocks;
}

function blockOf(
  address: number,
  size: number,
  requested_size: number,
  state: string,
  frames: readonly Picklable[],
): Dict {
  return { address, size, requested_size, state, frames };
}
