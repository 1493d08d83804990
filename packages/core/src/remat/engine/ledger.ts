import { flag, grownFlags, grownInts, grownReals, int } from "../graph/columns.ts";
import type { Graph } from "../graph/graph.ts";

/**
 * Where the contents of a storage are. `absent`: its operator has not run for the first time yet. `dismissed`: evicted, and nobody
 * is expected to ask for it again, so that it adds to no cost.
 */
export const PLACE = { absent: 0, resident: 1, evicted: 2, banished: 3, dismissed: 4 } as const;

/**
 * The state of one run over a graph: what is resident, locked, referenced and when it was last used, and the
 * accounts in bytes and nanoseconds. Columns are by tensor or by storage.
 */
export class Ledger {
  readonly graph: Graph;

  /** 1 while the tensor's storage is resident and the tensor's own operator has run since it came back. */
  defined: Uint8Array = new Uint8Array(0);
  handles: Int32Array = new Int32Array(0);

  place: Uint8Array = new Uint8Array(0);
  pinned: Uint8Array = new Uint8Array(0);
  locks: Int32Array = new Int32Array(0);
  /** The sum of the handles on a storage's tensors. */
  references: Int32Array = new Int32Array(0);
  /** The clock at the last use, by the program or by a rematerialization. */
  lastUse: Float64Array = new Float64Array(0);
  /** Nanoseconds to have the storage and all its views again, given the inputs. */
  cost: Float64Array = new Float64Array(0);

  /** Operators that have run at least once; these are the first ones of the graph. */
  introduced = 0;
  /** Advances by the cost of every execution. It starts at 1, as the paper's simulator does. */
  clock = 1;
  memory = 0;
  peakMemory = 0;
  programTime = 0;
  rematTime = 0;
  evictions = 0;
  /** Of the evictions, those that made room; the others were releases. */
  evictionsForRoom = 0;
  rematerializations = 0;

  constructor(graph: Graph) {
    this.graph = graph;
    this.fit();
  }

  /** Makes room for what the graph has gained. Returns whether anything grew. */
  fit(): boolean {
    const tensors = this.graph.storageOf.length;
    const storages = this.graph.bytes.length;
    if (tensors === this.defined.length && storages === this.place.length) return false;
    this.defined = grownFlags(this.defined, tensors);
    this.handles = grownInts(this.handles, tensors);
    this.place = grownFlags(this.place, storages);
    this.pinned = grownFlags(this.pinned, storages);
    this.locks = grownInts(this.locks, storages);
    this.references = grownInts(this.references, storages);
    this.lastUse = grownReals(this.lastUse, storages);
    this.cost = grownReals(this.cost, storages);
    return true;
  }

  /** Goes on with the accounts of a ledger over the same program. */
  continueFrom(earlier: Ledger): void {
    this.clock = earlier.clock;
    this.memory = earlier.memory;
    this.peakMemory = earlier.peakMemory;
    this.programTime = earlier.programTime;
    this.rematTime = earlier.rematTime;
    this.evictions = earlier.evictions;
    this.evictionsForRoom = earlier.evictionsForRoom;
    this.rematerializations = earlier.rematerializations;
  }

  isResident(storage: number): boolean {
    return flag(this.place, storage) === PLACE.resident;
  }

  isEvicted(storage: number): boolean {
    return flag(this.place, storage) === PLACE.evicted;
  }

  isBanished(storage: number): boolean {
    return flag(this.place, storage) === PLACE.banished;
  }

  isDefined(tensor: number): boolean {
    return flag(this.defined, tensor) === 1;
  }

  /** Whether a storage may be evicted now. */
  isEvictable(storage: number): boolean {
    return this.isResident(storage) && int(this.locks, storage) === 0 && !this.isPinned(storage);
  }

  isPinned(storage: number): boolean {
    return flag(this.pinned, storage) === 1;
  }

  allocate(bytes: number): void {
    this.memory += bytes;
    if (this.memory > this.peakMemory) this.peakMemory = this.memory;
  }
}
