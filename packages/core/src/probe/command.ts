/** How a command ended: by itself, with what it printed, or not at all because it could not be started. */
export type CommandResult =
  | {
      readonly kind: "exited";
      /** `undefined` when a signal ended it. */
      readonly code: number | undefined;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly kind: "not-started"; readonly reason: string };

/**
 * Runs a program without a shell. The promise settles when the process is really gone, not when `signal` asks it to
 * go: whoever wants one process at a time can wait for that.
 */
export type RunCommand = (
  command: string,
  args: readonly string[],
  options: { readonly signal: AbortSignal },
) => Promise<CommandResult>;
