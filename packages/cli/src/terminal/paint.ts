import { styleText } from "node:util";
import type { OutputStream } from "../host.ts";

/** The styles that output uses. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Gives a text a style, or leaves it as it is where there must be no escape codes. */
export type Paint = (style: Style, text: string) => string;

/** Styles for a stream: NO_COLOR turns them off, FORCE_COLOR on, and otherwise a terminal decides. */
export function painter(
  stream: OutputStream,
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  if (!wantsColour(stream, env)) return plainPaint;
  return (style, text) => styleText(style, text, { validateStream: false });
}

export const plainPaint: Paint = (_style, text) => text;

/** Whether a stream gets escape codes. The variables are those of no-color.org and of Node. */
export function wantsColour(
  stream: OutputStream,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY === true && env["TERM"] !== "dumb";
}
