import { codeOf, SpillwayError } from "@spillway/core";

/** What an error of the command may add to its problem. */
export interface ErrorFacts extends ErrorOptions {
  /** Facts with numbers, one a line. */
  readonly details?: readonly string[];
  /** What to type next. */
  readonly hint?: string | undefined;
}

/** An error that knows its facts and what to try next. */
abstract class FactualError extends SpillwayError {
  readonly details: readonly string[];
  readonly hint: string | undefined;

  constructor(problem: string, { details = [], hint, ...options }: ErrorFacts = {}) {
    super(problem, options);
    this.details = details;
    this.hint = hint;
  }
}

/** A command line that cannot be followed. */
export class UsageError extends FactualError {
  override readonly name: string = "UsageError";
  readonly code = "ERR_USAGE";
}

/** An input that is not there or cannot be read. */
export class InputError extends FactualError {
  override readonly name: string = "InputError";
  readonly code = "ERR_INPUT";
  readonly path: string;

  constructor(path: string, problem: string, facts?: ErrorFacts) {
    super(`${path}: ${problem}`, facts);
    this.path = path;
  }
}

/** Standard output that could not be written, on a full disk for instance. */
export class StandardOutputError extends FactualError {
  override readonly name: string = "StandardOutputError";
  readonly code = "ERR_STANDARD_OUTPUT";

  constructor(cause: unknown) {
    super(`standard output cannot be written (${codeOf(cause)})`, { cause });
  }
}

/** A device that this machine does not have. */
export class UnknownDeviceError extends FactualError {
  override readonly name: string = "UnknownDeviceError";
  readonly code = "ERR_UNKNOWN_DEVICE";
  readonly device: string;
  readonly found: readonly string[];

  constructor(device: string, found: readonly string[], notes: readonly string[]) {
    const were = found.length === 1 ? "was" : "were";
    super(`no device named ${device}`, {
      details: [`${found.join(" and ")} ${were} found`, ...notes],
      hint: "spillway probe",
    });
    this.device = device;
    this.found = found;
  }
}

/** The user ended the command with a signal. */
export class InterruptedError extends FactualError {
  override readonly name: string = "InterruptedError";
  readonly code = "ERR_INTERRUPTED";
  readonly signal: "SIGINT" | "SIGTERM";

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`ended by ${signal}`);
    this.signal = signal;
  }
}
