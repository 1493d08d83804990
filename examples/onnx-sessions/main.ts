// Three ONNX models, each in a child process of about 85 MB, under a budget that holds two of them.
import { Governor, formatBytes } from "@spillway/core";
import { type Tensor, acquireSession, childProcessHolder, shippedModelPath } from "@spillway/onnx";

const holder = childProcessHolder();
const image: Tensor = {
  type: "float32",
  dims: [1, 3, 8, 8],
  data: new Float32Array(192).fill(0.5),
};

{
  await using governor = new Governor({ budgets: { host: 220_000_000 } });
  const pool = governor.pool("image_processor");

  for (const name of ["edges", "resample-x2", "resample-x4", "edges"] as const) {
    await using session = await acquireSession(pool, { model: shippedModelPath(name), holder });
    for (const [output, { dims }] of Object.entries(await session.value.run({ image }))) {
      console.log(`${name}: ${output} ${dims.join(" x ")}, ${holder.pids.length} processes`);
    }
  }
  for (const entry of governor.journal.entries) {
    if (entry.kind !== "evicted") continue;
    console.log(`evicted (${entry.reason}): ${entry.key}, ${formatBytes(entry.bytes)}`);
  }
}
console.log(`${holder.pids.length} processes are left`);
