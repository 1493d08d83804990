// node packages/core/scripts/traces/write.mjs: writes the traces in packages/core/traces from the networks in remat/generate. Needs a build.
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { chain } from "../../dist/remat/generate/chain.js";
import {
  lstm,
  residualNetwork,
  transformer,
  treeNetwork,
  uNet,
} from "../../dist/remat/generate/networks.js";
import { writeTrace } from "../../dist/remat/trace/spillway-format.js";

const folder = new URL("../../traces/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const trace of [residualNetwork(), uNet(), transformer(), lstm(), treeNetwork(), chain(200)]) {
  writeFileSync(
    new URL(`${trace.name}.jsonl.gz`, folder),
    gzipSync(writeTrace(trace), { level: 9 }),
  );
}
