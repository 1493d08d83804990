// npx tsx examples/node-llama-cpp/main.ts, after npm install node-llama-cpp
// Two language models take turns where one fits. The five lines with a comment are what that adds to a program of
// node-llama-cpp; the last ones only show what happened. The models are small, and what they say is noise.
import { basename } from "node:path";
import { GgufInsights, LlamaCompletion, getLlama, readGgufFileInfo } from "node-llama-cpp";
import { Governor, type LoadContext, formatBytes } from "@spillway/core"; // decides which of them stays
import { writeRandomModels } from "./random-models.ts";

const options = { contextSize: 256, modelGpuLayers: 0 };
await using llama = await getLlama({ gpu: false, build: "never", maxThreads: 1 });
await using files = await writeRandomModels(["ada.gguf", "bob.gguf"]);

await using governor = new Governor({ budgets: { host: 100_000_000 } }); // room for one

for (const key of [...files.paths, ...files.paths]) {
  const head = await GgufInsights.from(await readGgufFileInfo(key), llama); // without its weights
  const bytes = head.modelSize + (await head.estimateContextResourceRequirementsV2(options)).cpuRam; // with its context
  const load = async ({ signal }: LoadContext) => {
    const model = await llama.loadModel({ modelPath: key, loadSignal: signal });
    return { value: model, dispose: () => model.dispose() };
  };
  await using lease = await governor.pool("language models").acquire({ key, bytes, load }); // in the place of load()
  await using context = await lease.value.createContext(options);
  let tokens = 0;
  const completion = new LlamaCompletion({ contextSequence: context.getSequence() });
  const text = await completion.generateCompletion("to be or not", {
    maxTokens: 16,
    onToken: ({ length }) => (tokens += length),
  });
  const resident = formatBytes(process.memoryUsage.rss());
  console.log(`${basename(key)} says "${text}" (${tokens} tokens), the process has ${resident}`);
}

for (const entry of governor.journal.entries) {
  if (entry.kind === "evicted") console.log(`evicted ${basename(entry.key)} (${entry.reason})`);
}
