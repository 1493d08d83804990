import type { Command } from "@commander-js/extra-typings";
import type { Host } from "./host.ts";

/** What a command's definition is given: the program to add itself to, and where its exit code goes. */
export interface CommandSite {
  readonly program: Command;
  readonly host: Host;
  /** Called with the exit code when the command has run. */
  readonly end: (exitCode: number) => void;
}
