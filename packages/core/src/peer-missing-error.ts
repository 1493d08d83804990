import { SpillwayError } from "./errors.ts";

/** A package that has to be installed beside this one and is not there, or does not load here. */
export class PeerMissingError extends SpillwayError {
  override readonly name: string = "PeerMissingError";
  readonly code = "ERR_PEER_MISSING";
  readonly packageName: string;

  /** `need` says what it is for, and `problem` what was seen: both in lower case. */
  constructor(
    packageName: string,
    need: string,
    options: ErrorOptions & { readonly problem?: string | undefined } = {},
  ) {
    const seen = options.problem === undefined ? "" : ` (${options.problem})`;
    super(
      `the package ${packageName} could not be loaded${seen}, and ${need}; ` +
        `run: npm install ${packageName}`,
      options,
    );
    this.packageName = packageName;
  }
}
