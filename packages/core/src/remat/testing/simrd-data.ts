import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type PreparedTrace, prepareTrace } from "../simulator/simulate.ts";
import { readSimrd } from "../trace/read-simrd.ts";

/** Where recorded traces of the paper's simulator lie, when they do; they are not part of the project. */
const FOLDER = "../shared/data";

export const TRACES: readonly (readonly [model: string, file: string])[] = [
  ["resnet32", "resnet32"],
  ["densenet121", "tv_densenet121"],
  ["treelstm", "treelstm"],
];

/** A run of the paper's simulator. */
export interface SimrdRun {
  readonly model: string;
  readonly policy: string;
  readonly ratio: number;
  readonly result: "ok" | "oom" | "thrash";
  readonly evictions: number;
  readonly rematNs: number;
  readonly peakBytes: number;
  readonly baselineBytes: number;
  readonly baseNs: number;
  readonly wallMs: number;
}

/** Whether the recorded traces are there; says so once when they are not. */
export function hasSimrdData(): boolean {
  if (existsSync(FOLDER)) return true;
  console.log(`skipped: the recorded traces are not there (${FOLDER})`);
  return false;
}

export function simrdRuns(model: string): readonly SimrdRun[] {
  const all = JSON.parse(readFileSync(`${FOLDER}/expected/simrd.json`, "utf8")) as SimrdRun[];
  return all.filter((run) => run.model === model);
}

export function simrdTrace(file: string): PreparedTrace {
  const text = gunzipSync(readFileSync(`${FOLDER}/traces/${file}.log.gz`)).toString();
  return prepareTrace(readSimrd(text, file));
}
