import { formatMillis } from "@spillway/core";
import type { DecisionAccount, Millis, RequestAccount } from "@spillway/core";
import { listed, precise } from "./format.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { requestText } from "./request-text.ts";
import { table } from "./table.ts";

/** A request that did not simply get what it wanted. */
interface Obstacle {
  readonly requestId: number;
  readonly decision: DecisionAccount;
  readonly why: string;
  readonly then: string;
}

/** What had to wait, was refused, went ahead against a constraint, or failed; nothing when all went well. */
export function obstacleTable(
  accounts: readonly RequestAccount[],
  start: Millis,
): Html | undefined {
  const rows = accounts
    .flatMap(obstaclesOf)
    .sort((a, b) => a.decision.at - b.decision.at || a.requestId - b.requestId);
  if (rows.length === 0) return undefined;
  return table({
    caption: "Requests that did not get at once what they asked for",
    columns: [
      {
        heading: "Request",
        kind: "row-header",
        cell: ({ requestId, decision }) =>
          html`${requestText(decision.request)} (request ${requestId})`,
      },
      {
        heading: "Time",
        kind: "number",
        cell: ({ decision }) => formatMillis(decision.at - start),
      },
      { heading: "Why", cell: ({ why }) => why },
      { heading: "What came of it", cell: ({ then }) => then },
    ],
    rows,
  });
}

function obstaclesOf(account: RequestAccount): readonly Obstacle[] {
  const { requestId, decisions, load } = account;
  const obstacles: Obstacle[] = [];
  const waited = decisions.find(({ verdict }) => verdict.kind === "wait");
  if (waited !== undefined) {
    obstacles.push({
      requestId,
      decision: waited,
      why: whyOf(waited),
      then: endOfWait(account, waited),
    });
  }
  for (const decision of decisions) {
    if (decision.verdict.kind !== "refuse" && decision.verdict.kind !== "proceed") continue;
    const then =
      decision.verdict.kind === "refuse" ? "refused at once" : "went ahead: constraints are soft";
    obstacles.push({ requestId, decision, why: whyOf(decision), then });
  }
  const last = decisions.at(-1);
  if (load?.kind === "failed" && last !== undefined) {
    obstacles.push({ requestId, decision: last, why: "its load failed", then: load.error });
  }
  return obstacles;
}

function whyOf({ verdict, request }: DecisionAccount): string {
  switch (verdict.kind) {
    case "wait": {
      const { name, placed, limit } = verdict.budget;
      const holders = verdict.blockers.length === 0 ? "" : `, held by ${listed(verdict.blockers)}`;
      return `${name}: ${precise(placed)} of ${precise(limit)} were placed, ${precise(verdict.missing)} were missing${holders}`;
    }
    case "refuse":
      return `${precise(request.bytes)} can never fit: ${verdict.limitedBy} allows ${precise(verdict.limit)}`;
    case "proceed":
      return `nothing was left to evict, and ${listed(verdict.unmet)} still held`;
    case "admit":
    case "evict":
      return "";
  }
}

function endOfWait({ decisions, abandoned }: RequestAccount, waited: DecisionAccount): string {
  if (abandoned !== undefined) return `gave up: ${abandoned}`;
  const last = decisions.at(-1);
  if (last === undefined || last === waited || last.verdict.kind === "wait") {
    return "still waiting when the journal ends";
  }
  return `admitted after ${formatMillis(last.at - waited.at)}`;
}
