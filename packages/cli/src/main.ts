import { processHost, type Host } from "./host.ts";
import { packageManifest } from "./package-manifest.ts";

/**
 * Runs the `spillway` command and resolves to its exit code: 0 done, 1 the job failed, 2 bad usage or bad input, 130
 * and 143 after SIGINT and SIGTERM. Never rejects.
 */
export async function main(argv: readonly string[], host: Host = processHost()): Promise<number> {
  const exitCode = await answer(argv, host);
  try {
    await host.stdout.flush();
    return exitCode;
  } catch (cause) {
    const { StandardOutputError } = await import("./failure/cli-errors.ts");
    const failed = await tell(new StandardOutputError(cause), argv, host);
    return exitCode === 0 ? failed : exitCode;
  }
}

async function answer(argv: readonly string[], host: Host): Promise<number> {
  if (argv[0] === "--version" || argv[0] === "-V") {
    host.stdout.write(`${packageManifest().version}\n`);
    return 0;
  }
  try {
    // Loaded here, so that asking for the version does not pay for them.
    const { runProgram } = await import("./program.ts");
    return await runProgram(argv, host);
  } catch (error) {
    return tell(error, argv, host);
  }
}

async function tell(error: unknown, argv: readonly string[], host: Host): Promise<number> {
  const { tellFailure } = await import("./failure/tell-failure.ts");
  return tellFailure(error, argv, host);
}
