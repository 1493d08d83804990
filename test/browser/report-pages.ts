import {
  prepareTrace,
  rematTimelineOf,
  residualNetwork,
  simulate,
  sweepJobs,
  transformer,
} from "@spillway/core/remat";
import { heatMapHtml } from "@spillway/prompt";
import { renderRunReport, renderSimulationReport } from "@spillway/report";
import { pictureRun } from "../../packages/report/test/scenario.ts";

/** A report of each kind, made anew at each call. */
export const reportPages: Readonly<Record<string, () => Promise<string>>> = {
  run: async () =>
    renderRunReport({
      title: "harbour.png",
      startedAt: "2026-03-02T09:14:00Z",
      command: "spillway image harbour.png --processors depth-anything;size=518 --memory 256MB",
      entries: await pictureRun(),
      inputs: [
        { name: "harbour.png", outputs: ["out/harbour_processed_1.png"] },
        { name: "torn.png", error: "unsupported image format" },
      ],
    }),
  simulation: () => renderSimulationReport(simulation()),
  prompt: async () =>
    renderRunReport({
      title: "1 prompt",
      entries: (await pictureRun()).slice(0, 12),
      inputs: [{ name: PROMPT, outputs: ["embeddings/prompt_1.safetensors"] }],
      appendix: { heading: "What each word weighs", fragments: [heatMap()] },
    }),
};

/** Takes no time, so that the same sweep gives the same page. */
const still = { now: () => 0, schedule: () => () => undefined };

function simulation() {
  const traces = [
    { trace: prepareTrace(residualNetwork(1, 8)), policies: ["dtr-eq", "lru", "size"] },
    { trace: prepareTrace(transformer()), policies: ["dtr-eq", "lru", "size"] },
  ];
  const budgets = [0.9, 0.7, 0.5, 0.3, 0.1].map((ratio) => ({ kind: "ratio", ratio }) as const);
  const runs = traces.flatMap(({ trace, policies }) =>
    sweepJobs({ policies, budgets }).map((options) => simulate(trace, options, still)),
  );
  const { events, result } = rematTimelineOf(traces[0]!.trace, {
    policy: "dtr-eq",
    budget: { kind: "ratio", ratio: 0.5 },
  });
  const history = {
    budgetBytes: result.budgetBytes,
    points: events.map(({ timeNs, bytes }) => ({ ns: timeNs, bytes })),
    events: events.flatMap(({ kind, timeNs, bytes }) =>
      kind === "run" ? [] : [{ kind, ns: timeNs, bytes }],
    ),
  };
  return { title: "two networks", command: "spillway simulate …", runs, history };
}

const PROMPT = "a (cat)1.3 in the (forest)0.5";

function heatMap(): string {
  const token = (text: string, weight: number) => {
    const start = PROMPT.indexOf(text);
    return { id: 1, text, weight, span: { start, end: start + text.length } };
  };
  const words = [token("a", 1), token("cat", 1.3), token("in", 1), token("forest", 0.5)];
  return heatMapHtml({ role: "prompt", source: PROMPT, encoder: "text_encoder", blocks: [words] });
}
