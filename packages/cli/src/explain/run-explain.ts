import { parseJournal, type JournalText } from "@spillway/core";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { InputError } from "../failure/cli-errors.ts";
import type { Host } from "../host.ts";
import { flatDecisions } from "../output/flat-decisions.ts";
import { writeJson } from "../output/write-json.ts";
import { codeOf } from "../terminal/system-error.ts";
import { painter } from "../terminal/paint.ts";
import { errorEntry } from "./error-entry.ts";
import { formatStory } from "./format-story.ts";
import { evictionsIn, matches } from "./story.ts";

/** The options of `spillway explain`. */
export interface ExplainOptions {
  readonly key?: string | undefined;
  readonly json?: true | undefined;
  readonly verbose?: true | undefined;
}

/** Tells why residents were evicted, from a journal; or what an error code means. */
export async function runExplain(
  subject: string,
  options: ExplainOptions,
  host: Host,
): Promise<number> {
  if (/^ERR_[A-Z_]*$/i.test(subject)) return explainCode(subject.toUpperCase(), options, host);
  const journal = parseJournal(await readJournal(subject, host), subject);
  const { key } = options;
  if (options.json === true) {
    const decisions = flatDecisions(journal.entries);
    const told = decisions.filter((decision) => key === undefined || evictedKey(decision, key));
    writeJson(host.stdout, told);
  } else {
    host.stdout.write(storyOf(journal, options, host));
  }
  return 0;
}

function explainCode(code: string, options: ExplainOptions, host: Host): number {
  const text = errorEntry(code);
  if (options.json === true) writeJson(host.stdout, { code, text });
  else host.stdout.write(`${text}\n`);
  return 0;
}

async function readJournal(subject: string, host: Host): Promise<string> {
  if (subject === "-") return host.readStdin();
  return readFile(resolve(host.cwd, subject), "utf8").catch((cause: unknown) => {
    const problem = `the journal cannot be read (${codeOf(cause)})`;
    const hint = "spillway image … --journal run.ndjson writes one";
    throw new InputError(subject, problem, { cause, hint });
  });
}

function evictedKey(decision: ReturnType<typeof flatDecisions>[number], key: string): boolean {
  const evicted = [...decision.evicted, ...(decision.otherEvictions ?? [])];
  return evicted.some((event) => matches(event, key));
}

function storyOf(
  { header, entries, complete }: JournalText,
  options: ExplainOptions,
  host: Host,
): string {
  const evictions = evictionsIn(entries).filter(
    ({ events }) =>
      options.key === undefined || events.some((event) => matches(event, options.key ?? "")),
  );
  const paint = painter(host.stdout, host.env);
  return formatStory({ header, entries, complete, evictions }, options, paint);
}
