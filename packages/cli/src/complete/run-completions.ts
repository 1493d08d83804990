import type { Host } from "../host.ts";
import { names, NO_COMPLETION, startingWith, type Completion } from "./completion.ts";
import {
  completionRequest,
  type CommandShape,
  type CompletionRequest,
} from "./completion-request.ts";
import { VALUE_SOURCES } from "./value-sources.ts";

/** What a script does with an answer, as bits; the protocol is that of Cobra, which the scripts of @bomb.sh/tab speak. */
const DIRECTIVE = { noSpace: 2, noFiles: 4 } as const;

/**
 * Answers a completion script: a line for each candidate, and what to do with them. What cannot be found out is not
 * offered, and nothing is said of it: this is called at every press of a key.
 */
export async function runCompletions(
  program: CommandShape,
  words: readonly string[],
  host: Host,
): Promise<number> {
  const request = completionRequest(program, words);
  const { candidates, goesOn } = await answer(program, request, host).catch(() => NO_COMPLETION);
  const lines = candidates.map(
    ({ value, description = "" }) => `${value}\t${oneLine(description)}`,
  );
  const directive = DIRECTIVE.noFiles + (goesOn === true ? DIRECTIVE.noSpace : 0);
  host.stdout.write(`${[...lines, `:${directive}`].join("\n")}\n`);
  return 0;
}

async function answer(
  program: CommandShape,
  request: CompletionRequest,
  host: Host,
): Promise<Completion> {
  switch (request.kind) {
    case "nothing":
      return NO_COMPLETION;
    case "command":
      return startingWith(request.prefix, commandsOf(program));
    case "option":
      return startingWith(request.prefix, optionsOf(request.command, request.prefix));
    case "value":
      return startingWith(request.prefix, await valuesFor(request, host));
    case "argument":
      return startingWith(request.prefix, await argumentsFor(request, host));
  }
}

function commandsOf({ commands }: CommandShape): Completion {
  const candidates = commands.map((each) => ({ value: each.name(), description: each.summary() }));
  return {
    candidates: [...candidates, { value: "help", description: "print the help of a command" }],
  };
}

/** Long names; short ones only where one of them is typed. */
function optionsOf({ options }: CommandShape, prefix: string): Completion {
  const shown = options.filter(({ hidden }) => !hidden);
  const long = shown.map(({ long: value = "", description }) => ({ value, description }));
  const short = shown.flatMap(({ short: value, description }) =>
    value !== undefined && value === prefix ? [{ value, description }] : [],
  );
  const help = { value: "--help", description: "print this help" };
  return { candidates: [...short, ...long, help] };
}

async function valuesFor(
  { command, option, prefix }: CompletionRequest & { readonly kind: "value" },
  host: Host,
): Promise<Completion> {
  if (option.argChoices !== undefined) return names(option.argChoices);
  const long = option.long ?? "";
  const source = VALUE_SOURCES.get(`${command.name()} ${long}`) ?? VALUE_SOURCES.get(long);
  return source === undefined ? NO_COMPLETION : source(prefix, host);
}

async function argumentsFor(
  { command, argument, prefix }: CompletionRequest & { readonly kind: "argument" },
  host: Host,
): Promise<Completion> {
  if (argument.argChoices !== undefined) return names(argument.argChoices);
  const source = VALUE_SOURCES.get(`${command.name()} ${argument.name()}`);
  return source === undefined ? NO_COMPLETION : source(prefix, host);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
