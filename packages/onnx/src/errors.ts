import { SpillwayError } from "@spillway/core";

/** A file that is no ONNX model, or one that cannot be used as it is. */
export class OnnxModelError extends SpillwayError {
  override readonly name: string = "OnnxModelError";
  readonly code = "ERR_ONNX_MODEL";
  readonly path: string;

  constructor(path: string, problem: string, advice: string, options?: ErrorOptions) {
    super(`cannot use the model ${path}: ${problem}; ${advice}`, options);
    this.path = path;
  }
}

/** A feed that the model does not take: which input, what it takes and what it got. */
export class OnnxInputError extends SpillwayError {
  override readonly name: string = "OnnxInputError";
  readonly code = "ERR_ONNX_INPUT";
  readonly input: string;
  readonly expected: string;
  readonly actual: string;

  constructor(input: string, expected: string, actual: string, advice?: string) {
    const end = advice === undefined ? "" : `; ${advice}`;
    super(`wrong feed for the input \`${input}\`: it takes ${expected}, got ${actual}${end}`);
    this.input = input;
    this.expected = expected;
    this.actual = actual;
  }
}

/** ONNX Runtime refused to open or run a model for a reason other than memory. */
export class OnnxRuntimeError extends SpillwayError {
  override readonly name: string = "OnnxRuntimeError";
  readonly code = "ERR_ONNX_RUNTIME";
  readonly path: string;
  readonly stage: Stage;

  constructor(path: string, stage: Stage, problem: string, options?: ErrorOptions) {
    const advice =
      stage === "open"
        ? "check the model and its execution providers"
        : "check that the feeds agree with each other and with the model";
    super(`ONNX Runtime could not ${stage} ${path}: ${problem.trim()}; ${advice}`, options);
    this.path = path;
    this.stage = stage;
  }
}

/** Memory ran out while a model was opened or run. Freeing some and trying again can help. */
export class OnnxOutOfMemoryError extends SpillwayError {
  override readonly name: string = "OnnxOutOfMemoryError";
  readonly code = "ERR_OUT_OF_MEMORY";
  readonly path: string;
  readonly stage: Stage;

  constructor(path: string, stage: Stage, problem: string, options?: ErrorOptions) {
    super(
      `out of memory: could not ${stage} ${path}: ${problem.trim()}; free memory or use a smaller input`,
      options,
    );
    this.path = path;
    this.stage = stage;
  }
}

/** A device that models cannot be run on, because ONNX Runtime has no execution provider of that name. */
export class UnknownDeviceError extends SpillwayError {
  override readonly name: string = "UnknownDeviceError";
  readonly code = "ERR_UNKNOWN_DEVICE";
  readonly device: string;
  /** The devices that have a provider; this machine need not have them. */
  readonly known: readonly string[];

  constructor(device: string, known: readonly string[], question?: string) {
    const end = question === undefined ? "" : `; ${question}`;
    super(`no device is called ${JSON.stringify(device)}: models run on ${known.join(", ")}${end}`);
    this.device = device;
    this.known = known;
  }
}

/** What was being done with a session. */
export type Stage = "open" | "run";

/** A session that was used after it had been closed. */
export class SessionClosedError extends SpillwayError {
  override readonly name: string = "SessionClosedError";
  readonly code = "ERR_SESSION_CLOSED";
  readonly path: string;

  constructor(path: string) {
    super(`the session of ${path} has been closed: open it again before running it`);
    this.path = path;
  }
}

/** The system refused to start a child process to hold a session. */
export class HolderStartError extends SpillwayError {
  override readonly name: string = "HolderStartError";
  readonly code = "ERR_HOLDER_START";

  constructor() {
    super(
      "no child process could be started: too many processes or open files; " +
        "close sessions, or raise the limits (`ulimit -n`, `ulimit -u`)",
    );
  }
}

/** How a process ended. */
export interface ProcessEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last that it wrote to standard error. */
  readonly stderr: string;
}

/** The child process that held a session ended by itself; the next use starts another. */
export class HolderCrashedError extends SpillwayError {
  override readonly name: string = "HolderCrashedError";
  readonly code = "ERR_HOLDER_CRASHED";
  readonly path: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stderr: string;

  constructor(path: string, end: ProcessEnd, options?: ErrorOptions) {
    super(
      `the process that held ${path} ${describeEnd(end)}; the next use starts a new one`,
      options,
    );
    this.path = path;
    this.exitCode = end.exitCode;
    this.signal = end.signal;
    this.stderr = end.stderr;
  }
}

function describeEnd({ exitCode, signal, stderr }: ProcessEnd): string {
  const said = firstLine(stderr) === "" ? "" : ` after writing: ${firstLine(stderr)}`;
  if (signal === "SIGKILL") {
    return `was killed by SIGKILL (what the kernel sends when memory runs out: give it more, or use a smaller input)${said}`;
  }
  return `ended with ${signal ?? `exit code ${exitCode ?? "unknown"}`}${said}`;
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
