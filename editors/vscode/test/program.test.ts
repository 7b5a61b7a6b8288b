import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { FILE_NAME, findProgram } from "../src/program";

let home: string;
const at = (...names: string[]) => path.join(home, ...names, FILE_NAME);

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "avrocheck-"));
  for (const directory of ["set", "first", "second", "downloaded"]) {
    await mkdir(path.join(home, directory));
    await writeFile(at(directory), "");
    await chmod(at(directory), 0o755);
  }
  await mkdir(path.join(home, "no-program"));
  await writeFile(at("no-program"), "");
  await mkdir(at("directory"), { recursive: true });
});
afterAll(() => rm(home, { recursive: true }));

it("takes what is set before all others", async () => {
  expect(await findProgram({ setting: at("set"), path: path.join(home, "first"), downloaded: at("downloaded") })).toBe(at("set"));
});

it("refuses a setting that is no program instead of taking another one", async () => {
  const others = { path: path.join(home, "first"), downloaded: at("downloaded") };
  await expect(findProgram({ setting: at("gone"), ...others })).rejects.toThrow("is not a program that can be run");
  await expect(findProgram({ setting: "bin/avrocheck", ...others })).rejects.toThrow("is not an absolute path");
});

it("takes the first program on PATH", async () => {
  const names = ["gone", "no-program", "directory", "second", "first"];
  const directories = names.map((name) => path.join(home, name)).join(path.delimiter);
  const found = await findProgram({ setting: "", path: directories, downloaded: at("downloaded") });
  expect(found).toBe(at("second"));
});

it("never takes a program from a relative directory", async () => {
  const relative = path.relative(process.cwd(), path.join(home, "first"));
  expect(await findProgram({ setting: "", path: relative, downloaded: undefined })).toBeUndefined();
});

it("takes what was downloaded last, and knows that there is none", async () => {
  expect(await findProgram({ setting: "", path: "", downloaded: at("downloaded") })).toBe(at("downloaded"));
  expect(await findProgram({ setting: "", path: "", downloaded: at("gone") })).toBeUndefined();
});
