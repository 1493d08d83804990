import { formatBytes, formatMillis } from "@spillway/core";
import type {
  BudgetUse,
  Candidate,
  DecisionAccount,
  ListEvaluation,
  MemoryRequest,
  Millis,
  Verdict,
} from "@spillway/core";
import { grouped, listed, precise, significant } from "./format.ts";
import { groupedBy } from "./grouped-by.ts";
import { html, join } from "./html.ts";
import type { Html } from "./html.ts";
import type { EvictionRound } from "./run-summary.ts";
import { table } from "./table.ts";

type ExpressionResult = ListEvaluation["results"][number];
interface AskedExpression extends ExpressionResult {
  readonly list: string;
}

type EvictVerdict = Extract<Verdict, { readonly kind: "evict" }>;
type ShownValue = ExpressionResult["values"][string];

/** Why a round of evictions happened: what fired on which values, who could go, who went and what it gave back. */
export function evictionCase({ ordinal, decision, requestId }: EvictionRound, start: Millis): Html {
  const { verdict } = decision;
  if (verdict.kind !== "evict") return html``;
  const id = `eviction-${ordinal}`;
  return html`<article class="case" id="${id}" aria-labelledby="${id}-title">
    <h3 id="${id}-title">
      <span class="ordinal">${ordinal}</span><span>${titleOf(decision, verdict.victims)}</span>
    </h3>
    <p class="note">
      ${formatMillis(decision.at - start)} after the first event, request ${requestId}.
      ${purpose(decision.request)}
    </p>
    ${firedLists(decision)} ${shortBudgets(decision)} ${candidateTable(decision, verdict.victims)}
    <p>${outcome(decision, verdict)}</p>
    ${otherExpressions(decision)}
  </article> `;
}

function titleOf({ candidates, request }: DecisionAccount, victims: readonly string[]): Html {
  const [only] = victims;
  const wanted =
    request.kind === "guard" ? `a guard of ${request.pool}` : (request.key ?? request.pool);
  const gone =
    victims.length === 1 && only !== undefined
      ? html`${only} left`
      : html`${victims.length} of ${candidates.length} candidates left`;
  return html`${gone} so that ${wanted} could have ${formatBytes(request.bytes)} on
  ${request.device}`;
}

function purpose({ kind, pool, bytes }: MemoryRequest): string {
  const asked = `${grouped(bytes)} bytes of memory for pool ${pool}`;
  return kind === "guard" ? `It announced a need of ${asked}.` : `It asked for ${asked}.`;
}

/** Each expression that fired, once, with every list that holds it. */
function firedLists({ evaluations }: DecisionAccount): Html {
  const fired = evaluations
    .filter(({ outcome: said }) => said === "met")
    .flatMap((list) =>
      list.results
        .filter(({ outcome: said }) => said === "met")
        .map((result) => ({ list, result })),
    );
  return join([...groupedBy(fired, ({ result }) => result.expression).values()].map(firedOnce));
}

interface Fired {
  readonly list: ListEvaluation;
  readonly result: ExpressionResult;
}

/** Lists of one decision ask the same reading, so the values of the first are those of all. */
function firedOnce(holders: readonly Fired[]): Html {
  const [first] = holders;
  if (first === undefined) return html``;
  return html`<div class="fired">
    ${holders.map(({ list }) => firedList(list))}
    <code class="expression">${first.result.expression}</code>
    ${values(first.result)}
  </div>`;
}

function firedList({ list, scope }: ListEvaluation): Html {
  const reach = scope === "device" ? "any resident of the device" : "residents of the pool";
  return html`<span class="list">${list} fired, which may evict ${reach}</span>`;
}

function values(result: ExpressionResult): Html {
  const items = Object.entries(result.values).map(
    ([name, value]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${shownValue(name, value)}</dd>
      </div>`,
  );
  return html`<dl class="values">${items}</dl>`;
}

/** A value as people read it, and as it is. */
function shownValue(name: string, value: ShownValue): Html {
  if (typeof value !== "number") return html`${value}`;
  if (name.includes("percent"))
    return html`${significant(value)} % <span class="raw">${value}</span>`;
  return html`${formatBytes(value)} <span class="raw">${grouped(value)}</span>`;
}

/** The caps that the request would have gone over. */
function shortBudgets({ budgets, request }: DecisionAccount): Html {
  const short = budgets.filter(({ placed, limit }) => placed + request.bytes > limit);
  return join(short.map((budget) => budgetBlock(budget, request)));
}

function budgetBlock({ name, placed, limit }: BudgetUse, { bytes }: MemoryRequest): Html {
  const figures = [
    ["placed", placed],
    ["asked for", bytes],
    ["limit", limit],
    ["too much", placed + bytes - limit],
  ] as const;
  const items = figures.map(
    ([what, amount]) =>
      html`<div>
        <dt>${what}</dt>
        <dd>${shownValue(what, amount)}</dd>
      </div>`,
  );
  return html`<div class="fired">
    <span class="list">${name} would have been exceeded</span>
    <code class="expression">${grouped(placed)} + ${grouped(bytes)} &gt; ${grouped(limit)}</code>
    <dl class="values">${items}</dl>
  </div> `;
}

function candidateTable(
  { candidates, policy, evicted }: DecisionAccount,
  victims: readonly string[],
): Html {
  const chosen = new Set(victims);
  const failed = new Set(evicted.filter(({ error }) => error !== undefined).map(({ id }) => id));
  const fate = ({ id }: Candidate): string => {
    if (!chosen.has(id)) return "kept";
    return failed.has(id) ? "evicted, disposal failed" : "evicted";
  };
  return table<Candidate>({
    caption: `Who could go, in the order of worth under ${policy}: the lowest goes first`,
    columns: [
      { heading: "Candidate", kind: "row-header", cell: ({ id }) => id },
      { heading: "Size", kind: "number", cell: ({ bytes }) => sized(bytes) },
      { heading: "Expected back", kind: "number", cell: ({ credit }) => formatBytes(credit) },
      { heading: "Idle for", kind: "number", cell: ({ idleMs }) => formatMillis(idleMs) },
      { heading: "To restore", kind: "number", cell: ({ restoreMs }) => formatMillis(restoreMs) },
      { heading: "Worth", kind: "number", cell: ({ worth }) => significant(worth) },
      { heading: "Outcome", cell: fate },
    ],
    rows: candidates,
    rowClass: ({ id }) => (chosen.has(id) ? "chosen" : undefined),
  });
}

function sized(bytes: number): Html {
  return html`<span title="${grouped(bytes)} bytes">${formatBytes(bytes)}</span>`;
}

function outcome(
  { candidates, evicted, measured }: DecisionAccount,
  { predicted, sufficient, victims }: EvictVerdict,
): string {
  const sentences = [`Predicted to give back ${precise(predicted)}.`];
  if (evicted.length === 0) sentences.push("The journal ends before the eviction did.");
  else if (measured?.measured !== undefined) {
    sentences.push(`The device then had ${change(measured.measured)}.`);
  } else sentences.push("The device could not say what came back.");
  if (!sufficient) sentences.push("It was all that could be done, and not enough.");
  const spared = sparedThoughCheaper(candidates, victims);
  if (spared.length > 0)
    sentences.push(`${listed(spared)} could stay although worth less: what left was enough.`);
  return sentences.join(" ");
}

/** Residents before the last victim in the order of worth that the policy found it could do without evicting. */
function sparedThoughCheaper(
  candidates: readonly Candidate[],
  victims: readonly string[],
): readonly string[] {
  const last = candidates.findLastIndex(({ id }) => victims.includes(id));
  const before = candidates.slice(0, Math.max(0, last));
  return before.filter(({ id }) => !victims.includes(id)).map(({ id }) => id);
}

function change(measured: number): string {
  return measured < 0
    ? `${precise(-measured)} more in use than before`
    : `${precise(measured)} less in use`;
}

/** The expressions that did not fire, for the record. */
function otherExpressions({ evaluations }: DecisionAccount): Html | undefined {
  const rows = evaluations.flatMap((list) =>
    list.results
      .filter((result) => list.outcome !== "met" || result.outcome !== "met")
      .map((result) => ({ list: list.list, ...result })),
  );
  if (rows.length === 0) return undefined;
  const asked = table<AskedExpression>({
    caption: "Expressions that did not ask for it",
    columns: [
      { heading: "List", kind: "row-header", cell: ({ list }) => list },
      { heading: "Expression", cell: ({ expression }) => html`<code>${expression}</code>` },
      { heading: "Outcome", cell: ({ outcome: said, reason }) => outcomeText(said, reason) },
      { heading: "Values", cell: valuesText },
    ],
    rows,
  });
  return html`<details>
    <summary>What else was asked</summary>
    ${asked}
  </details>`;
}

function outcomeText(said: ExpressionResult["outcome"], reason: string | undefined): string {
  const words = said === "not-met" ? "not met" : said;
  return reason === undefined ? words : `${words}: ${reason}`;
}

function valuesText(result: ExpressionResult): string {
  const pairs = Object.entries(result.values);
  return pairs
    .map(([name, value]) => `${name} = ${typeof value === "number" ? grouped(value) : value}`)
    .join(", ");
}
