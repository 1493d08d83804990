import {
  dotGraph,
  pytorchSnapshot,
  simulationTraceEvents,
  traceEventText,
} from "@spillway/core/export";
import {
  rematTimelineOf,
  type SimulationResult,
  type Timeline,
  type Trace,
} from "@spillway/core/remat";
import { writeAtomically } from "@spillway/image";
import type { ClaimedFiles } from "../files/claim-files.ts";
import type { JobRunner } from "./job-runner.ts";
import type { ShownRun } from "./shown-run.ts";

/** What the files of a simulation tell. */
export interface ToldSimulation {
  readonly title: string;
  readonly startedAt: string;
  readonly command: string;
  readonly results: readonly SimulationResult[];
  readonly shown: ShownRun | undefined;
}

/** Writes the files that were asked for. @throws OutputError */
export async function writeFiles(
  files: ClaimedFiles,
  told: ToldSimulation,
  runner: JobRunner,
): Promise<void> {
  const { shown } = told;
  if (shown === undefined || Object.keys(files).length === 0) return;
  const prepared = await runner.prepared(shown.job.trace);
  const timeline = rematTimelineOf(prepared, shown.job.options);
  if (files.report !== undefined) {
    await writeAtomically(files.report, await reportPage(told, timeline));
  }
  for (const [path, content] of contents(files, prepared.trace, timeline)) {
    await writeAtomically(path, content());
  }
}

type Content = readonly [path: string, content: () => string | Uint8Array];

/** What goes where; made only when it is written. */
function contents(
  { trace: traceFile, snapshot, graph }: ClaimedFiles,
  trace: Trace,
  timeline: Timeline,
): readonly Content[] {
  return [
    ...to(traceFile, () => traceEventText(simulationTraceEvents(trace, timeline))),
    ...to(snapshot, () => pytorchSnapshot(trace, timeline)),
    ...to(graph, () => dotGraph(trace, timeline)),
  ];
}

function to(path: string | undefined, content: Content[1]): readonly Content[] {
  return path === undefined ? [] : [[path, content]];
}

async function reportPage(told: ToldSimulation, { events, result }: Timeline): Promise<string> {
  // It draws charts, which takes long to load.
  const { renderSimulationReport } = await import("@spillway/report");
  const { title, startedAt, command, results } = told;
  const history = {
    budgetBytes: result.budgetBytes,
    points: events.map(({ timeNs, bytes }) => ({ ns: timeNs, bytes })),
    events: events.flatMap((event) =>
      event.kind === "run" ? [] : [{ ns: event.timeNs, kind: event.kind, bytes: event.bytes }],
    ),
  };
  return renderSimulationReport({
    title,
    startedAt,
    command,
    runs: results,
    history: result.result === "ok" ? history : undefined,
  });
}
