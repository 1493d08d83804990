import type { DescField, DescMessage } from "@bufbuild/protobuf";
import type { ByteSource } from "./byte-source.ts";

/** Bytes that are not a protobuf message, and where they stop being one. */
export class WireFormatError extends Error {
  override readonly name: string = "WireFormatError";
  readonly offset: number;

  constructor(problem: string, offset: number) {
    super(`${problem} at byte ${offset}`);
    this.offset = offset;
  }
}

/** What is longer than this is looked into, or left out if it is no message. */
const LONG_BYTES = 4096;
const DEPTH_LIMIT = 100;

/**
 * A protobuf message without its bulk: the same message, from which every string, byte string and packed list longer
 * than 4 KiB is left out, at any depth. Of a model that is everything but the weights, which are never read.
 * @throws WireFormatError for bytes that are no such message.
 */
export async function readOutline(source: ByteSource, type: DescMessage): Promise<Uint8Array> {
  return joined(await outlineOf({ source, type, start: 0, end: source.size, depth: 0 }));
}

interface Region {
  readonly source: ByteSource;
  readonly type: DescMessage;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

async function outlineOf(region: Region): Promise<Uint8Array[]> {
  if (region.depth > DEPTH_LIMIT) throw new WireFormatError("nesting too deep", region.start);
  const parts: Uint8Array[] = [];
  for (let offset = region.start; offset < region.end;) {
    const field = await readField(region, offset);
    if (field.end > region.end) {
      const present = region.end - field.body;
      throw new WireFormatError(
        `${field.end - field.body} bytes announced and ${present} left`,
        field.body,
      );
    }
    parts.push(...(await keep(region, field)));
    offset = field.end;
  }
  return parts;
}

/** A field's extent: its tag at `start`, its value from `body` to `end`. */
interface Field {
  readonly number: number;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

async function readField(region: Region, start: number): Promise<Field> {
  // A tag and a length are at most ten bytes each.
  const head = await region.source.read(start, Math.min(20, region.end - start));
  const tag = varint(head, 0, start);
  const number = Math.floor(tag.value / 8);
  if (number === 0) throw new WireFormatError("field number 0", start);
  const body = start + tag.length;
  switch (tag.value % 8) {
    case 0:
      return { number, start, body, end: body + varint(head, tag.length, start).length };
    case 1:
      return { number, start, body, end: body + 8 };
    case 2: {
      const length = varint(head, tag.length, start);
      return {
        number,
        start,
        body: body + length.length,
        end: body + length.length + length.value,
      };
    }
    case 5:
      return { number, start, body, end: body + 4 };
    default:
      throw new WireFormatError(`unknown wire type ${tag.value % 8}`, start);
  }
}

async function keep(region: Region, field: Field): Promise<Uint8Array[]> {
  const { source } = region;
  if (field.end - field.body <= LONG_BYTES) {
    const bytes = await source.read(field.start, field.end - field.start);
    return [bytes.slice()];
  }
  const type = messageType(region.type.fields.find(({ number }) => number === field.number));
  if (type === undefined) return [];
  const inner = { source, type, start: field.body, end: field.end, depth: region.depth + 1 };
  const parts = await outlineOf(inner);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [encodeVarint(field.number * 8 + 2), encodeVarint(length), ...parts];
}

function messageType(field: DescField | undefined): DescMessage | undefined {
  if (field?.fieldKind === "message") return field.message;
  if (field?.fieldKind === "list" && field.listKind === "message") return field.message;
  return undefined;
}

interface Varint {
  readonly value: number;
  readonly length: number;
}

/** A base-128 number. Exact up to 2^53, which every tag and length of a file is. */
function varint(bytes: Uint8Array, at: number, offset: number): Varint {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, length: i + 1 };
  }
  throw new WireFormatError("an unfinished number", offset + at);
}

function encodeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
