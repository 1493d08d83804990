import type { AsyncTraceEvent, TraceArgs } from "./trace-event.ts";

/** Where a span is drawn, and which others it nests with: those of one category and id. */
export interface SpanPlace {
  readonly pid: number;
  readonly tid: number;
  readonly cat: string;
  readonly id: string;
}

interface OpenSpan {
  readonly name: string;
  readonly place: SpanPlace;
}

/**
 * Spans that have begun, so that what is written always pairs: an end closes what is still open inside it first, an end
 * that nothing began is left out, and what is open at the end of the recording can be closed then.
 */
export class OpenSpans {
  readonly #open = new Map<string, OpenSpan[]>();

  begin(name: string, place: SpanPlace, ts: number, args: TraceArgs): AsyncTraceEvent {
    const stack = this.#open.get(keyOf(place)) ?? [];
    stack.push({ name, place });
    this.#open.set(keyOf(place), stack);
    return { ph: "b", name, ...place, ts, args };
  }

  /** Ends the innermost span of that name inside the outermost one. */
  end(name: string, place: SpanPlace, ts: number, args: TraceArgs): readonly AsyncTraceEvent[] {
    const stack = this.#open.get(keyOf(place)) ?? [];
    const index = stack.findLastIndex((span) => span.name === name);
    if (index <= 0) return [];
    return closed(stack.splice(index), ts, args);
  }

  /** Ends the outermost span of a place, and all inside it. */
  endOutermost(place: SpanPlace, ts: number, args: TraceArgs): readonly AsyncTraceEvent[] {
    const stack = this.#open.get(keyOf(place)) ?? [];
    this.#open.delete(keyOf(place));
    return closed(stack, ts, args);
  }

  /** Ends everything that is still open, innermost first. */
  endAll(ts: number): readonly AsyncTraceEvent[] {
    const stacks = [...this.#open.values()];
    this.#open.clear();
    return stacks.flatMap((stack) => closed(stack, ts, { openAtTheEnd: true }));
  }
}

/** The ends of nested spans, innermost first; `args` belong to the outermost. */
function closed(nested: readonly OpenSpan[], ts: number, args: TraceArgs): AsyncTraceEvent[] {
  return nested
    .map(({ name, place }, index): AsyncTraceEvent => ({
      ph: "e",
      name,
      ...place,
      ts,
      args: index === 0 ? args : {},
    }))
    .reverse();
}

function keyOf({ cat, id }: SpanPlace): string {
  return `${cat}\n${id}`;
}
