import { formatBytes } from "../bytes.ts";
import { formatMillis } from "../duration-text.ts";
import { int, real } from "../remat/graph/columns.ts";
import type { Graph } from "../remat/graph/graph.ts";
import type { Timeline } from "../remat/simulator/timeline.ts";
import type { Trace } from "../remat/trace/trace.ts";

/**
 * The graph of a trace in Graphviz's DOT: a node for each operator, an edge for each tensor that one takes from another.
 * With a run, operators that were recomputed are filled and numbered, and those whose outputs were evicted are dashed.
 */
export function dotGraph(trace: Trace, timeline?: Timeline): string {
  const { graph, name } = trace;
  const fates = fatesOf(graph, timeline);
  const operators = Array.from({ length: graph.operatorCount }, (_, operator) => operator);
  const lines = [
    `digraph ${quoted(name)} {`,
    `  node [shape=box, style="rounded", fontname="sans-serif"];`,
    ...operators.map((operator) => `  ${nodeLine(trace, operator, fates)}`),
    ...operators.flatMap((operator) => edgeLines(graph, operator)).map((line) => `  ${line}`),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

/** By operator: how often it ran again, and how often storages that it makes were evicted to make room. */
interface Fates {
  readonly recomputed: Int32Array;
  readonly evicted: Int32Array;
}

function fatesOf(graph: Graph, timeline: Timeline | undefined): Fates {
  const recomputed = new Int32Array(graph.operatorCount);
  const evicted = new Int32Array(graph.operatorCount);
  for (const event of timeline?.events ?? []) {
    if (event.kind === "remat") recomputed[event.operator] = int(recomputed, event.operator) + 1;
    if (event.kind !== "evict" || event.reason !== "pressure") continue;
    const maker = int(graph.operatorOf, int(graph.root, event.storage));
    evicted[maker] = int(evicted, maker) + 1;
  }
  return { recomputed, evicted };
}

function nodeLine(
  { graph, operatorNames }: Trace,
  operator: number,
  { recomputed, evicted }: Fates,
): string {
  const again = int(recomputed, operator);
  const gone = int(evicted, operator);
  const label = [
    operatorNames[operator] ?? `operator ${operator}`,
    `${formatBytes(real(graph.outputBytes, operator))}, ${formatMillis(real(graph.cost, operator) / 1e6)}`,
    ...(gone > 0 ? [`evicted ×${gone}`] : []),
    ...(again > 0 ? [`recomputed ×${again}`] : []),
  ].join("\n");
  const style = ["rounded", ...(gone > 0 ? ["dashed"] : []), ...(again > 0 ? ["filled"] : [])];
  const fill = again > 0 ? `, fillcolor="#fde0b5"` : "";
  return `o${operator} [label=${quoted(label)}, style="${style.join(",")}"${fill}];`;
}

/** An edge from the maker of each input, once however many of its tensors are taken. */
function edgeLines(graph: Graph, operator: number): readonly string[] {
  const makers = new Set<number>();
  const end = int(graph.firstInput, operator + 1);
  for (let at = int(graph.firstInput, operator); at < end; at++) {
    makers.add(int(graph.operatorOf, int(graph.inputs, at)));
  }
  return [...makers].map((maker) => `o${maker} -> o${operator};`);
}

/** A quoted string of DOT: backslashes and quotes escaped, lines centred one under another. */
function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `"${escaped.replace(/\r?\n|\r/g, "\\n")}"`;
}
