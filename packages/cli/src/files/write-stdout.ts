import { StandardOutputError } from "../failure/cli-errors.ts";
import type { Host } from "../host.ts";

/** Puts a result on standard output, all of it. @throws StandardOutputError */
export async function writeStdout(content: Uint8Array, { stdout }: Host): Promise<void> {
  stdout.write(content);
  await stdout.flush().catch((cause: unknown) => {
    throw new StandardOutputError(cause);
  });
}
