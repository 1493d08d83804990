const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const ZERO = 48;

/**
 * The whole number after `key`, where `key` begins a line of a kernel file such as /proc/meminfo or memory.stat.
 * `undefined` when there is no such line, when no digit follows, or when the number passes 2^53 - 1.
 */
export function numberAfter(text: string, key: string): number | undefined {
  const start = lineStartingWith(text, key);
  return start === -1 ? undefined : wholeNumberAt(text, start + key.length);
}

/** The whole number at `start`, after blanks. It is the caller's to know what ends it. */
export function wholeNumberAt(text: string, start: number): number | undefined {
  let at = start;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at++;
  const first = at;
  let value = 0;
  for (let digit = digitAt(text, at); digit !== -1; digit = digitAt(text, ++at)) {
    value = value * 10 + digit;
  }
  return at > first && Number.isSafeInteger(value) ? value : undefined;
}

/** Past the end of the text `charCodeAt` is NaN, which is no digit. */
function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

function lineStartingWith(text: string, key: string): number {
  let at = text.indexOf(key);
  while (at > 0 && text.charCodeAt(at - 1) !== NEWLINE) at = text.indexOf(key, at + 1);
  return at;
}
