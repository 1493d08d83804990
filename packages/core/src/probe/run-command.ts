import { spawn } from "node:child_process";
import type { CommandResult, RunCommand } from "./command.ts";

/** Far above what the programs asked here print; a program that prints more is ended. */
const OUTPUT_LIMIT_CHARACTERS = 1_000_000;

/** Runs a program as a child process. An abort kills it and lets this process exit without waiting for it. */
export const runCommand: RunCommand = (command, args, { signal }) =>
  new Promise<CommandResult>((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    // First of all: without a listener a failed start would end this process.
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) {
        resolve({ kind: "not-started", reason: error.code ?? error.message });
      }
    });
    const output = { stdout: "", stderr: "" };
    const end = (): void => {
      child.kill("SIGKILL");
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
    };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
        if (output[name].length > OUTPUT_LIMIT_CHARACTERS) end();
      });
    }
    child.once("close", (code) => {
      signal.removeEventListener("abort", end);
      if (child.pid !== undefined) resolve({ kind: "exited", code: code ?? undefined, ...output });
    });
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
