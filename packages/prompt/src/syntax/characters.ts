const SPACE = /\s/;

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && SPACE.test(character);
}

export function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= "0" && character <= "9";
}

/** The first index from `from` on, up to `end`, at which `test` fails. */
export function skipWhile(
  text: string,
  from: number,
  end: number,
  test: (character: string | undefined) => boolean,
): number {
  let index = from;
  while (index < end && test(text[index])) index++;
  return index;
}

/** Deepest nesting that is read: real prompts have three levels, and each costs a stack frame. */
export const DEEPEST_NESTING = 100;
