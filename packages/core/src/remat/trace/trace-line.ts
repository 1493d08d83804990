import { brokenColumn, fieldColumn } from "../../json-place.ts";
import { TraceError } from "./trace-error.ts";

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One line of JSON of a trace, with what is needed to blame a part of it. */
export class TraceLine {
  readonly #file: string;
  readonly #number: number;
  readonly #text: string;
  readonly #fields: Fields;

  constructor(file: string, number: number, text: string, fields?: Fields) {
    this.#file = file;
    this.#number = number;
    this.#text = text;
    this.#fields = fields ?? this.#parse();
  }

  #parse(): Fields {
    let value: unknown;
    try {
      value = JSON.parse(this.#text);
    } catch (cause) {
      const at = { line: this.#number, column: brokenColumn(this.#text) };
      throw new TraceError("not JSON from here on", this.#file, at, { cause });
    }
    if (!isFields(value)) throw this.error("expected a JSON object");
    return value;
  }

  /** A complaint about the value of `field`, or about the whole line. */
  error(problem: string, field?: string): TraceError {
    const start = this.#text.search(/\S|$/) + 1;
    const column = field === undefined ? start : fieldColumn(this.#text, field);
    return new TraceError(problem, this.#file, { line: this.#number, column });
  }

  text(field: string): string {
    const value = this.#required(field);
    if (typeof value === "string") return value;
    throw this.error(`${field} must be a string, got ${JSON.stringify(value)}`, field);
  }

  /** A whole number, written as a string or as a number, no smaller than `least`. */
  count(field: string, least = 0): number {
    const value = this.#required(field);
    const isWhole =
      typeof value === "number" || (typeof value === "string" && /^-?\d+$/.test(value));
    const number = isWhole ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(number)) {
      throw this.error(`${field} must be a whole number, got ${JSON.stringify(value)}`, field);
    }
    if (number < least)
      throw this.error(`${field} is ${number}; it must be at least ${least}`, field);
    return number;
  }

  has(field: string): boolean {
    return this.#fields[field] !== undefined;
  }

  /** The elements of a list of objects, each to be read like a line. */
  objects(field: string): readonly TraceLine[] {
    const objects = this.#list(field, isFields, "objects");
    return objects.map((fields) => new TraceLine(this.#file, this.#number, this.#text, fields));
  }

  texts(field: string): readonly string[] {
    return this.#list(field, (item): item is string => typeof item === "string", "strings");
  }

  counts(field: string): readonly number[] {
    const isIndex = (item: unknown): item is number =>
      Number.isSafeInteger(item) && Number(item) >= 0;
    return this.#list(field, isIndex, "indices");
  }

  #list<T>(field: string, isItem: (item: unknown) => item is T, what: string): readonly T[] {
    const value = this.#required(field);
    if (!Array.isArray(value)) {
      throw this.error(`${field} must be a list of ${what}, got ${JSON.stringify(value)}`, field);
    }
    const items: readonly unknown[] = value;
    if (items.every(isItem)) return items;
    throw this.error(`${field} must be a list of ${what}, got ${JSON.stringify(value)}`, field);
  }

  #required(field: string): unknown {
    const value = this.#fields[field];
    if (value === undefined) throw this.error(`the field ${field} is missing`);
    return value;
  }
}
