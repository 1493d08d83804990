/** What can be pickled here: the plain data of Python. Objects become dicts, arrays lists. */
export type Picklable =
  | number
  | string
  | boolean
  | undefined
  | PickledTuple
  | readonly Picklable[]
  | { readonly [key: string]: Picklable };

/** A pair, which Python tells from a list. */
export class PickledTuple {
  readonly items: readonly [Picklable, Picklable];

  constructor(first: Picklable, second: Picklable) {
    this.items = [first, second];
  }
}

/** Opcodes of Python's pickletools that a pickle of plain data needs. */
const OP = {
  mark: 0x28,
  stop: 0x2e,
  float: 0x47,
  int4: 0x4a,
  int1: 0x4b,
  int2: 0x4d,
  none: 0x4e,
  unicode: 0x58,
  emptyList: 0x5d,
  appends: 0x65,
  get1: 0x68,
  get4: 0x6a,
  put1: 0x71,
  put4: 0x72,
  setItems: 0x75,
  emptyDict: 0x7d,
  protocol: 0x80,
  tuple2: 0x86,
  true: 0x88,
  false: 0x89,
  long: 0x8a,
} as const;

/** As many items as Python's own pickler appends at once; readers put them on their stack. */
const BATCH = 1000;

/** Pickles plain data under protocol 2, which every Python 3 and PyTorch's memory viewer read. Equal texts are stored once. */
export function pickle(value: Picklable): Uint8Array {
  const writer = new PickleWriter();
  writer.bytes(OP.protocol, 2);
  writer.value(value);
  writer.bytes(OP.stop);
  return writer.content();
}

class PickleWriter {
  readonly #memo = new Map<string, number>();
  readonly #encoder = new TextEncoder();
  #buffer = new Uint8Array(1 << 16);
  #length = 0;

  content(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  bytes(...values: readonly number[]): void {
    const at = this.#advance(values.length);
    this.#buffer.set(values, at);
  }

  value(value: Picklable): void {
    if (value === undefined) this.bytes(OP.none);
    else if (typeof value === "boolean") this.bytes(value ? OP.true : OP.false);
    else if (typeof value === "number") this.#number(value);
    else if (typeof value === "string") this.#text(value);
    else if (value instanceof PickledTuple) this.#tuple(value);
    else if (isList(value)) this.#list(value);
    else this.#dict(value);
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value)) this.#float(value);
    else if (value >= 0 && value < 0x100) this.bytes(OP.int1, value);
    else if (value >= 0 && value < 0x10000) this.bytes(OP.int2, value & 0xff, value >> 8);
    else if (value >= -0x80000000 && value < 0x80000000) this.#word(OP.int4, value);
    else this.#long(value);
  }

  #float(value: number): void {
    this.bytes(OP.float);
    this.#view(8).setFloat64(0, value);
  }

  /** Eight bytes of two's complement, little-endian. */
  #long(value: number): void {
    this.bytes(OP.long, 8);
    this.#view(8).setBigInt64(0, BigInt(value), true);
  }

  #text(text: string): void {
    const known = this.#memo.get(text);
    if (known !== undefined) {
      this.#numbered(OP.get1, OP.get4, known);
      return;
    }
    const encoded = this.#encoder.encode(text);
    this.#word(OP.unicode, encoded.length);
    this.#buffer.set(encoded, this.#advance(encoded.length));
    this.#memo.set(text, this.#memo.size);
    this.#numbered(OP.put1, OP.put4, this.#memo.size - 1);
  }

  #tuple({ items }: PickledTuple): void {
    for (const item of items) this.value(item);
    this.bytes(OP.tuple2);
  }

  #list(items: readonly Picklable[]): void {
    this.bytes(OP.emptyList);
    for (let at = 0; at < items.length; at += BATCH) {
      this.bytes(OP.mark);
      for (const item of items.slice(at, at + BATCH)) this.value(item);
      this.bytes(OP.appends);
    }
  }

  #dict(entries: { readonly [key: string]: Picklable }): void {
    this.bytes(OP.emptyDict, OP.mark);
    for (const [key, value] of Object.entries(entries)) {
      this.#text(key);
      this.value(value);
    }
    this.bytes(OP.setItems);
  }

  #numbered(narrow: number, wide: number, index: number): void {
    if (index < 0x100) this.bytes(narrow, index);
    else this.#word(wide, index);
  }

  #word(opcode: number, value: number): void {
    this.bytes(opcode);
    this.#view(4).setInt32(0, value, true);
  }

  #view(count: number): DataView {
    const at = this.#advance(count);
    return new DataView(this.#buffer.buffer, at, count);
  }

  /** Makes room for `count` bytes and returns where they go. */
  #advance(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#buffer.length) {
      const wider = new Uint8Array(Math.max(this.#length, this.#buffer.length * 2));
      wider.set(this.#buffer);
      this.#buffer = wider;
    }
    return at;
  }
}

/** Array.isArray does not narrow a readonly array. */
function isList(value: object): value is readonly Picklable[] {
  return Array.isArray(value);
}
