import { OutputError } from "@spillway/image";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../terminal/system-error.ts";

/** Writes a text file so that it is there entirely or not at all; makes its folder. @throws OutputError */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new OutputError(path, `cannot be written (${codeOf(cause)})`, { cause });
  }
}
