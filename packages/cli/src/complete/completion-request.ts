import { spellOutShortFlags } from "../arguments/short-flags.ts";

/** The parts of an option that completion reads; Commander's own have them. */
export interface OptionShape {
  readonly long?: string | undefined;
  readonly short?: string | undefined;
  readonly description: string;
  readonly hidden: boolean;
  /** Takes a value. */
  readonly required: boolean;
  readonly optional: boolean;
  /** Takes every word behind it. */
  readonly variadic: boolean;
  readonly argChoices?: readonly string[] | undefined;
}

export interface ArgumentShape {
  name(): string;
  readonly variadic: boolean;
  readonly argChoices?: readonly string[] | undefined;
}

export interface CommandShape {
  name(): string;
  summary(): string;
  readonly options: readonly OptionShape[];
  readonly registeredArguments: readonly ArgumentShape[];
  readonly commands: readonly CommandShape[];
}

/** What the word that is being typed is. */
export type CompletionRequest =
  | { readonly kind: "command"; readonly prefix: string }
  | { readonly kind: "option"; readonly command: CommandShape; readonly prefix: string }
  | {
      readonly kind: "value";
      readonly command: CommandShape;
      readonly option: OptionShape;
      readonly prefix: string;
    }
  | {
      readonly kind: "argument";
      readonly command: CommandShape;
      readonly argument: ArgumentShape;
      readonly prefix: string;
    }
  | { readonly kind: "nothing" };

/** Reads the words behind `spillway` on a command line, the last of which is being typed and may be empty. */
export function completionRequest(
  program: CommandShape,
  words: readonly string[],
): CompletionRequest {
  const [name, ...rest] = words.slice(0, -1);
  const prefix = words.at(-1) ?? "";
  if (name === undefined) {
    const isOption = prefix.startsWith("-");
    return isOption ? { kind: "option", command: program, prefix } : { kind: "command", prefix };
  }
  if (name === "help" && rest.length === 0) return { kind: "command", prefix };
  const command = program.commands.find((each) => each.name() === name);
  return command === undefined
    ? { kind: "nothing" }
    : requestIn(command, spellOutShortFlags(rest), prefix);
}

function requestIn(
  command: CommandShape,
  before: readonly string[],
  prefix: string,
): CompletionRequest {
  const { open, positional, ended } = reading(command, before);
  if (!ended && prefix.startsWith("-") && prefix !== "-") return optionRequest(command, prefix);
  if (open !== undefined) return { kind: "value", command, option: open, prefix };
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  const argument = registeredArguments[positional] ?? (last?.variadic === true ? last : undefined);
  return argument === undefined
    ? { kind: "nothing" }
    : { kind: "argument", command, argument, prefix };
}

/** An option's name, or its value behind `=`. */
function optionRequest(command: CommandShape, prefix: string): CompletionRequest {
  const [, flag, value] = /^(--[^=]+)=(.*)$/s.exec(prefix) ?? [];
  if (flag === undefined || value === undefined) return { kind: "option", command, prefix };
  const option = optionNamed(command, flag);
  return option !== undefined && takesValue(option)
    ? { kind: "value", command, option, prefix: value }
    : { kind: "nothing" };
}

interface ReadWords {
  /** The option that takes the next word. */
  readonly open: OptionShape | undefined;
  readonly positional: number;
  /** Whether `--` was given. */
  readonly ended: boolean;
}

function reading(command: CommandShape, words: readonly string[]): ReadWords {
  let open: OptionShape | undefined;
  let positional = 0;
  let ended = false;
  for (const word of words) {
    if (!ended && word.startsWith("-") && word !== "-") {
      ended = word === "--";
      const option = optionNamed(command, word);
      open = option !== undefined && takesValue(option) ? option : undefined;
    } else if (open === undefined) positional += 1;
    else if (!open.variadic) open = undefined;
  }
  return { open, positional, ended };
}

function optionNamed({ options }: CommandShape, flag: string): OptionShape | undefined {
  return options.find(({ long, short }) => flag === long || flag === short);
}

function takesValue({ required, optional }: OptionShape): boolean {
  return required || optional;
}
