// Three ONNX models, each in a child process of about 85 MB, under a budget that holds two of them.
import { Governor, formatBytes } from "@spillway/core";
import { acquireSession, childProcessHolder, shippedModelPath } from "@spillway/onnx";

const governor = new Governor({ budgets: { host: 220_000_000 } });
const pool = governor.pool("image_processor");
const holder = childProcessHolder();
const image = { type: "float32", dims: [1, 3, 8, 8], data: new Float32Array(192).fill(0.5) };

try {
  for (const name of ["edges", "resample-x2", "resample-x4", "edges"]) {
    const lease = await acquireSession(pool, { model: shippedModelPath(name), holder });
    try {
      const [[output, { dims }]] = Object.entries(await lease.value.run({ image }));
      console.log(`${name}: ${output} ${dims.join(" x ")}, ${holder.pids.length} processes`);
    } finally {
      lease.release();
    }
  }
  const evictions = governor.journal.entries.filter(({ kind }) => kind === "evicted");
  for (const { key, bytes, reason } of evictions) {
    console.log(`evicted (${reason}): ${key.split("/").at(-1)}, ${formatBytes(bytes)}`);
  }
} finally {
  await governor.close();
}
console.log(`${holder.pids.length} processes are left`);
