// npx tsx examples/transformers-js/main.ts [FOLDER], after npm install @huggingface/transformers
// Models of transformers.js that do not all fit take turns. The four lines with a comment are what that adds; the last
// ones only show what happened.
import { fileURLToPath } from "node:url";
import { AutoModel, Tensor, env } from "@huggingface/transformers";
import { Governor } from "@spillway/core"; // decides which of them stay

env.allowRemoteModels = false;
env.localModelPath =
  process.argv[2] ?? fileURLToPath(new URL("../../packages/prompt/models/", import.meta.url));
const tokens = new Tensor(
  "int64",
  BigInt64Array.from({ length: 77 }, (_, i) => BigInt(i % 5)),
  [1, 77],
);

await using governor = new Governor({ budgets: { host: 60_000_000 } }); // room for two of them
const models = governor.pool("text encoders"); // a name for the journal

const first = "tiny-clip/text_encoder";
for (const key of [first, "tiny-sdxl/text_encoder", "tiny-sdxl/text_encoder_2", first]) {
  const load = async () => {
    const model = await AutoModel.from_pretrained(key, { subfolder: "", dtype: "fp32" });
    return { value: model, dispose: () => model.dispose() };
  };
  await using lease = await models.acquire({ key, bytes: 25_000_000, load }); // in the place of load()
  const { last_hidden_state: states } = await lease.value({ input_ids: tokens });
  console.log(`${key}: ${states.dims.join(" x ")}`);
}

for (const entry of governor.journal.entries) {
  if (entry.kind === "evicted") console.log(`evicted ${entry.key} (${entry.reason})`);
}
