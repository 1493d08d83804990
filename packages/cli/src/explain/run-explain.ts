import { codeOf, parseJournal, suggest, type EvictedEvent, type JournalText } from "@spillway/core";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { InputError } from "../failure/cli-errors.ts";
import { EXIT } from "../failure/exit-code.ts";
import { claimFiles } from "../files/claim-files.ts";
import { fileLines, filesOutput } from "../files/written-files.ts";
import { writeRunTrace } from "../governed/run-trace.ts";
import type { Host } from "../host.ts";
import { flatDecisions, unaskedEvictions } from "../output/flat-decisions.ts";
import { writeJson } from "../output/write-json.ts";
import { painter } from "../terminal/paint.ts";
import { ERROR_ENTRIES } from "./error-entries.ts";
import { errorEntry } from "./error-entry.ts";
import { formatStory } from "./format-story.ts";
import { evictionsIn, matches } from "./story.ts";

/** The options of `spillway explain`. */
export interface ExplainOptions {
  readonly key?: string | undefined;
  readonly trace?: string | undefined;
  readonly outputOverwrite?: true | undefined;
  readonly json?: true | undefined;
  readonly verbose?: true | undefined;
}

/** Tells why residents were evicted, from a journal; or what an error code means. */
export async function runExplain(
  subject: string,
  options: ExplainOptions,
  host: Host,
): Promise<number> {
  const { trace, outputOverwrite } = options;
  if (/^ERR_[A-Z_]*$/i.test(subject)) return explainCode(subject.toUpperCase(), options, host);
  const files = claimFiles({ trace, outputOverwrite }, host.cwd);
  const journal = parseJournal(await readJournal(subject, host), subject);
  const { header, entries } = journal;
  if (files.trace !== undefined) await writeRunTrace(files.trace, { ...header, entries });
  if (options.json === true) {
    const output = { ...journalOutput(journal, options), ...filesOutput(files, host.cwd) };
    writeJson(host.stdout, output);
    return EXIT.done;
  }
  host.stdout.write(storyOf(journal, options, host));
  for (const line of fileLines(files, host.cwd)) host.stdout.write(`\n${line}\n`);
  return EXIT.done;
}

/** What `spillway explain JOURNAL --json` prints. */
function journalOutput(
  { header, entries, complete }: JournalText,
  { key }: ExplainOptions,
): object {
  const { command, startedAt } = header;
  const asked = (events: readonly EvictedEvent[]): boolean =>
    key === undefined || events.some((event) => matches(event, key));
  return {
    command,
    startedAt,
    complete,
    decisions: flatDecisions(entries).filter(({ evicted, otherEvictions = [] }) =>
      asked([...evicted, ...otherEvictions]),
    ),
    unaskedEvictions: unaskedEvictions(entries).filter((event) => asked([event])),
  };
}

function explainCode(code: string, options: ExplainOptions, host: Host): number {
  const text = errorEntry(code);
  if (options.json === true) writeJson(host.stdout, { code, text });
  else host.stdout.write(`${text}\n`);
  return EXIT.done;
}

async function readJournal(subject: string, host: Host): Promise<string> {
  if (subject === "-") return Buffer.from(await host.readStdin()).toString("utf8");
  return readFile(resolve(host.cwd, subject), "utf8").catch((cause: unknown) => {
    const problem = `the journal cannot be read (${codeOf(cause)})`;
    const code = codeMeant(subject);
    const hint =
      code === undefined
        ? "spillway image … --journal run.ndjson writes one"
        : `spillway explain ${code}`;
    throw new InputError(subject, problem, { cause, hint });
  });
}

/** The error code that was meant by what is no file, such as `cannot_fit`. */
function codeMeant(subject: string): string | undefined {
  const [, name] = /^(?:ERR_)?([A-Z_]+)$/i.exec(subject) ?? [];
  return name === undefined ? undefined : suggest(`ERR_${name}`, ERROR_ENTRIES.keys());
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
