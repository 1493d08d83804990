import type { ChainMember } from "../chain.ts";
import { createChain } from "../process-image.ts";
import { createProcessorRegistry } from "../registry.ts";

/** A member for a processor that needs no model. */
export async function testChainMember(uri: string): Promise<ChainMember> {
  const [member] = await createChain([createProcessorRegistry().bind(uri)], {
    sessions: {
      lease: () => Promise.reject(new Error("no model is needed here")),
      evict: () => Promise.resolve(),
    },
  });
  return member!;
}
