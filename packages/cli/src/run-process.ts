import { processHost } from "./host.ts";
import { main } from "./main.ts";

/**
 * Runs the command as this process. Where it waits for what can never happen, such as a promise of a plugin that nobody
 * settles, Node would end in silence: that is told as an internal error instead.
 */
export function runProcess(argv: readonly string[]): void {
  const host = processHost();
  const tellUnsettled = async (): Promise<void> => {
    const { tellFailure } = await import("./failure/tell-failure.ts");
    const problem = "nothing is left that could end what the command waits for";
    process.exitCode = tellFailure(new Error(problem), argv, host);
  };
  // Node emits it when nothing is left to do; telling is something to do, hence once.
  const onIdle = (): void => void tellUnsettled();
  process.once("beforeExit", onIdle);
  void main(argv, host).then((exitCode) => {
    process.off("beforeExit", onIdle);
    process.exitCode = exitCode;
  });
}
