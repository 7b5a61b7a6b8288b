/** Finds the program avrocheck on this machine. */

import { access, constants, stat } from "node:fs/promises";
import path from "node:path";

/** Where to look, in this order. */
export interface ProgramPlaces {
  /** What the user has set; empty if nothing. */
  setting: string;
  /** The directories of programs, as in the variable PATH. */
  path: string;
  /** Where a download puts it, if there is one for this system. */
  downloaded: string | undefined;
}

export const FILE_NAME = process.platform === "win32" ? "avrocheck.exe" : "avrocheck";

/**
 * The absolute path of the program, or undefined if there is none.
 *
 * @throws if the user has set a path that is no program: another one would not be what they want.
 */
export async function findProgram({ setting, path: directories, downloaded }: ProgramPlaces): Promise<string | undefined> {
  if (setting !== "") {
    if (!path.isAbsolute(setting)) throw new Error(`avrocheck.path is not an absolute path: ${setting}`);
    if (!(await isProgram(setting))) throw new Error(`avrocheck.path is not a program that can be run: ${setting}`);
    return setting;
  }
  // A relative directory would be one of the workspace.
  const absolute = directories.split(path.delimiter).filter((directory) => path.isAbsolute(directory));
  for (const candidate of [...absolute.map((directory) => path.join(directory, FILE_NAME)), downloaded]) {
    if (candidate !== undefined && (await isProgram(candidate))) return candidate;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
