import { didYouMean } from "../../suggest.ts";
import { int, real } from "../graph/columns.ts";
import type { OutputSpec } from "../graph/graph.ts";
import { TraceLine } from "./trace-line.ts";
import { type Trace, TraceBuilder } from "./trace.ts";

const INSTRUCTIONS = [
  "ANNOTATE",
  "CONSTANT",
  "MEMORY",
  "ALIAS",
  "CALL",
  "MUTATE",
  "COPY",
  "COPY_FROM",
  "RELEASE",
] as const;

/** An instruction whose MEMORY and ALIAS lines are still to come. */
interface Open {
  readonly kind: "constant" | "call";
  readonly line: TraceLine;
  readonly operator: string;
  readonly cost: number;
  readonly args: readonly string[];
  readonly results: readonly string[];
  readonly memory: Map<string, number>;
  readonly alias: Map<string, number>;
}

/**
 * Reads a log of the DTR paper's simulator: JSON lines, bytes and nanoseconds, from `ANNOTATE START` on. A mutation
 * becomes a pure operator with copy-on-write: each mutated name gets a new storage as large as the one it had.
 * @throws TraceError with line and column.
 */
export function readSimrd(text: string, file: string): Trace {
  const reader = new SimrdReader(file);
  let number = 0;
  for (const line of text.split("\n")) {
    number += 1;
    if (line.trim() !== "") reader.read(new TraceLine(file, number, line));
  }
  return reader.finish();
}

class SimrdReader {
  readonly #file: string;
  readonly #builder = new TraceBuilder();
  readonly #tensors = new Map<string, number>();
  #started = false;
  #open: Open | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  finish(): Trace {
    this.#requireComplete();
    return this.#builder.build(this.#file);
  }

  read(line: TraceLine): void {
    const instruction = line.text("INSTRUCTION");
    if (!this.#started) {
      this.#started = instruction === "ANNOTATE" && line.text("ANNOTATION") === "START";
      return;
    }
    switch (instruction) {
      case "MEMORY":
        this.#memory(line);
        break;
      case "ALIAS":
        this.#alias(line);
        break;
      default:
        this.#requireComplete();
        this.#instruction(instruction, line);
    }
  }

  #instruction(instruction: string, line: TraceLine): void {
    switch (instruction) {
      case "ANNOTATE":
        return;
      case "CONSTANT":
        this.#constant(line);
        break;
      case "CALL":
        this.#call(line);
        break;
      case "MUTATE":
        this.#mutate(line);
        break;
      case "COPY":
        this.#copy(line);
        break;
      case "COPY_FROM":
        this.#copyFrom(line);
        break;
      case "RELEASE":
        this.#release(line);
        break;
      default: {
        const hint =
          didYouMean(instruction, INSTRUCTIONS) ?? `known are ${INSTRUCTIONS.join(", ")}`;
        throw line.error(
          `unknown instruction ${JSON.stringify(instruction)}; ${hint}`,
          "INSTRUCTION",
        );
      }
    }
  }

  #constant(line: TraceLine): void {
    const results = [line.text("NAME")];
    this.#expectResults({
      kind: "constant",
      line,
      operator: "constant",
      cost: 0,
      args: [],
      results,
    });
  }

  #call(line: TraceLine): void {
    const args = line.texts("ARGS");
    const results = line.texts("RESULT");
    const own = results.find((name) => args.includes(name));
    if (own !== undefined) throw line.error(`a cycle: ${own} is computed from itself`, "RESULT");
    for (const name of args) this.#lookUp(name, line, "ARGS");
    const operator = line.text("NAME");
    this.#expectResults({ kind: "call", line, operator, cost: line.count("TIME"), args, results });
  }

  #expectResults(open: Omit<Open, "memory" | "alias">): void {
    this.#open = { ...open, memory: new Map(), alias: new Map() };
    this.#closeWhenComplete();
  }

  #memory(line: TraceLine): void {
    const open = this.#openFor(line, "MEMORY");
    open.memory.set(line.text("NAME"), line.count("MEMORY"));
    this.#closeWhenComplete();
  }

  #alias(line: TraceLine): void {
    const open = this.#openFor(line, "ALIAS");
    const index = line.count("ALIAS", -1);
    if (index >= open.args.length) {
      throw line.error(
        `ALIAS is ${index}, but the call has ${open.args.length} arguments`,
        "ALIAS",
      );
    }
    open.alias.set(line.text("NAME"), index);
    this.#closeWhenComplete();
  }

  #openFor(line: TraceLine, instruction: "MEMORY" | "ALIAS"): Open {
    const name = line.text("NAME");
    const open = this.#open;
    if (open?.results.includes(name) === true) return open;
    throw line.error(`${instruction} of ${name}, which is no result of the call before it`, "NAME");
  }

  #closeWhenComplete(): void {
    const open = this.#open;
    if (open === undefined || missingPart(open) !== undefined) return;
    this.#open = undefined;
    if (open.kind === "constant") {
      const name = open.results[0] ?? "";
      this.#tensors.set(name, this.#builder.constant(open.memory.get(name) ?? 0));
      return;
    }
    const inputs = open.args.map((name) => this.#lookUp(name, open.line, "ARGS"));
    const outputs = open.results.map((name) => outputOf(open, name));
    const tensors = this.#builder.call(open.operator, open.cost, inputs, outputs);
    for (const [index, tensor] of tensors.entries()) {
      this.#tensors.set(open.results[index] ?? "", tensor);
    }
  }

  #requireComplete(): void {
    const open = this.#open;
    const missing = open === undefined ? undefined : missingPart(open);
    if (open === undefined || missing === undefined) return;
    throw open.line.error(`no ${missing} follows`, open.kind === "call" ? "RESULT" : "NAME");
  }

  #mutate(line: TraceLine): void {
    const args = line.texts("ARGS");
    const inputs = args.map((name) => this.#lookUp(name, line, "ARGS"));
    const mutated = line.counts("MUTATE");
    const outputs = mutated.map((index) => this.#copyOnWrite(line, inputs[index]));
    const tensors = this.#builder.call(line.text("NAME"), line.count("TIME"), inputs, outputs);
    for (const [place, index] of mutated.entries()) {
      const [old, renewed] = [inputs[index], tensors[place]];
      if (old === undefined || renewed === undefined) continue;
      this.#builder.release(old);
      this.#tensors.set(args[index] ?? "", renewed);
    }
  }

  #copyOnWrite(line: TraceLine, tensor: number | undefined): OutputSpec {
    if (tensor === undefined)
      throw line.error("MUTATE names an argument that is not there", "MUTATE");
    const { graph } = this.#builder;
    return { kind: "storage", bytes: real(graph.bytes, int(graph.storageOf, tensor)) };
  }

  #copy(line: TraceLine): void {
    const tensor = this.#lookUp(line.text("SRC"), line, "SRC");
    this.#tensors.set(line.text("DST"), tensor);
    this.#builder.retain(tensor);
  }

  #copyFrom(line: TraceLine): void {
    const tensor = this.#lookUp(line.text("SRC"), line, "SRC");
    this.#builder.release(this.#lookUp(line.text("DST"), line, "DST"));
    this.#builder.retain(tensor);
    this.#tensors.set(line.text("DST"), tensor);
  }

  /** Names that were never seen are those of tensors made before the start; they are passed over. */
  #release(line: TraceLine): void {
    const name = line.text("NAME");
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) return;
    this.#tensors.delete(name);
    this.#builder.release(tensor);
  }

  #lookUp(name: string, line: TraceLine, field: string): number {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw line.error(`${name} is used before it is defined`, field);
    return tensor;
  }
}

function missingPart(open: Open): string | undefined {
  for (const name of open.results) {
    if (!open.memory.has(name)) return `MEMORY of ${name}`;
    if (open.kind === "call" && !open.alias.has(name)) return `ALIAS of ${name}`;
  }
  return undefined;
}

function outputOf(open: Open, name: string): OutputSpec {
  const alias = open.alias.get(name) ?? -1;
  if (alias >= 0) return { kind: "view", input: alias };
  return { kind: "storage", bytes: open.memory.get(name) ?? 0 };
}
