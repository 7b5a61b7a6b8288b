/** Downloads the program of a release, and refuses what is not exactly what the release lists. */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { FILE_NAME } from "./program";

/** The targets that releases have programs for, by the names that Node has for a system and its processor. */
const TARGETS: Record<string, string> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
  "win32-x64": "x86_64-pc-windows-msvc",
};

/** The list of the archives of a release with their digests, as sha256sum writes it. */
const DIGESTS = "SHA256SUMS";

/** In bytes: several times what there is today, and what a server may send at the most. */
const MOST_OF_DIGESTS = 1 << 16;
const MOST_OF_ARCHIVE = 1 << 27;

/** In milliseconds, for one file. */
const PATIENCE = 300_000;

/** The URL of the files of a release. */
export function releaseUrl(version: string): string {
  return `https://github.com/avrocheck/avrocheck/releases/download/v${version}`;
}

/** The name of a release's archive without its ending, or undefined if there is none for such a system. */
export function archiveName(version: string, platform: string, processor: string): string | undefined {
  const target = TARGETS[`${platform}-${processor}`];
  return target && `avrocheck-v${version}-${target}`;
}

/** Where the program of an archive is below the directory that archives are unpacked in. */
export function unpackedProgram(directory: string, archive: string): string {
  return path.join(directory, archive, FILE_NAME);
}

/**
 * Downloads an archive, verifies its digest, unpacks it into a directory, and gives the path of the program.
 *
 * @param url where the files of the release are, without a slash at its end
 * @throws if a file cannot be had, or if the digest is another one; then nothing is written
 */
export async function downloadProgram(url: string, archive: string, directory: string): Promise<string> {
  const file = `${archive}.${archive.includes("windows") ? "zip" : "tar.gz"}`;
  const listed = digestOf(file, (await fetchBytes(`${url}/${DIGESTS}`, MOST_OF_DIGESTS)).toString("utf8"));
  const bytes = await fetchBytes(`${url}/${file}`, MOST_OF_ARCHIVE);
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== listed) {
    throw new Error(`${url}/${file} has the SHA-256 digest ${found}, but ${DIGESTS} of the release lists ${listed}: it is not used`);
  }
  await mkdir(directory, { recursive: true });
  // Complete or absent: it is unpacked beside.
  const beside = await mkdtemp(path.join(directory, "new-"));
  try {
    await writeFile(path.join(beside, file), bytes);
    await promisify(execFile)(tar(), ["-xf", file], { cwd: beside });
    await rm(path.join(directory, archive), { recursive: true, force: true });
    await rename(path.join(beside, archive), path.join(directory, archive));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return unpackedProgram(directory, archive);
}

/** The digest of a file in a list. */
export function digestOf(file: string, list: string): string {
  const digests = list.split("\n").flatMap((line) => {
    const [, digest, name] = /^([0-9a-f]{64}) [ *](.+?)\r?$/.exec(line) ?? [];
    return name === file && digest ? [digest] : [];
  });
  const [digest] = digests;
  if (digest === undefined || digests.length > 1) {
    throw new Error(`${DIGESTS} of the release has ${digests.length} lines for ${file}, not one: it cannot be verified`);
  }
  return digest;
}

async function fetchBytes(url: string, most: number): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) }).catch((error: Error) => {
    throw new Error(`${url}: ${error.cause instanceof Error ? error.cause.message : error.message}`);
  });
  if (!response.ok || response.body === null) throw new Error(`${url}: the server answers ${response.status}`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.length;
    if (size > most) throw new Error(`${url}: more than the ${most} bytes that are read at the most`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Windows has its own, which reads zip files; another one that is first on PATH may not. */
function tar(): string {
  return process.platform === "win32" ? path.join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "tar.exe") : "tar";
}
