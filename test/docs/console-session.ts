/** A command of a console block, and what is shown below it. */
export interface Step {
  readonly command: string;
  readonly shown: string;
}

/** The steps of a console block: lines after `$ `, continued by a backslash, and the output that follows each. */
export function consoleSteps(text: string): readonly Step[] {
  const [before = "", ...parts] = `\n${text}`.split(/\n\$ /);
  if (before.trim() !== "") throw new Error(`a console block begins with "$ ", not with ${before}`);
  return parts.map((part) => {
    const [, command = "", shown = ""] = /^((?:.*\\\n)*.*)(?:\n([^]*))?$/.exec(part) ?? [];
    return { command, shown: shown.replace(/^\n/, "") };
  });
}
