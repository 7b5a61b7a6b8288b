import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import manifest from "../package.json";
import { archiveName, digestOf, downloadProgram, releaseUrl, unpackedProgram } from "../src/release";

const ARCHIVE = "avrocheck-v0.1.0-x86_64-unknown-linux-musl";
const FILE = `${ARCHIVE}.tar.gz`;

/** What the server has, by its path. */
let files: Record<string, Buffer | string>;
let home: string, url: string, server: Server, packed: Buffer;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "avrocheck-"));
  await mkdir(path.join(home, ARCHIVE));
  await writeFile(path.join(home, ARCHIVE, "avrocheck"), "the program");
  await chmod(path.join(home, ARCHIVE, "avrocheck"), 0o755);
  execFileSync("tar", ["-czf", FILE, ARCHIVE], { cwd: home });
  packed = await readFile(path.join(home, FILE));
  server = createServer((request, response) => {
    const file = files[request.url ?? ""];
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(home, { recursive: true });
});

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(home, "storage-"));
  files = { [`/${FILE}`]: packed, "/SHA256SUMS": `${"0".repeat(64)}  other.zip\n${digest(packed)}  ${FILE}\n` };
});
const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const download = () => downloadProgram(url, ARCHIVE, directory);

it("unpacks what the release lists, also over what was there", async () => {
  for (let time = 0; time < 2; time++) {
    const program = await download();
    expect(program).toBe(unpackedProgram(directory, ARCHIVE));
    expect(await readFile(program, "utf8")).toBe("the program");
    expect((await stat(program)).mode & 0o111).not.toBe(0);
    expect(await readdir(directory)).toEqual([ARCHIVE]);
  }
});

it("refuses an archive with another digest, and writes nothing", async () => {
  const changed = Buffer.from(packed);
  changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
  files[`/${FILE}`] = changed;
  await expect(download()).rejects.toThrow(`has the SHA-256 digest ${digest(changed)}, but SHA256SUMS of the release lists ${digest(packed)}`);
  expect(await readdir(directory)).toEqual([]);
});

it("refuses an archive that is cut off", async () => {
  files[`/${FILE}`] = packed.subarray(0, -1);
  await expect(download()).rejects.toThrow("it is not used");
  expect(await readdir(directory)).toEqual([]);
});

it("refuses an archive that the list does not have, or has twice", async () => {
  files["/SHA256SUMS"] = `${digest(packed)}  ${FILE}.sig\n`;
  await expect(download()).rejects.toThrow(`has 0 lines for ${FILE}, not one`);
  files["/SHA256SUMS"] = `${digest(packed)}  ${FILE}\n`.repeat(2);
  await expect(download()).rejects.toThrow(`has 2 lines for ${FILE}, not one`);
});

it("reads no more of a list than a list has", async () => {
  files["/SHA256SUMS"] = Buffer.alloc(1 << 17);
  await expect(download()).rejects.toThrow("more than the 65536 bytes");
});

it("names what a server does not have, and a server that is not there", async () => {
  delete files[`/${FILE}`];
  await expect(download()).rejects.toThrow(`${url}/${FILE}: the server answers 404`);
  await expect(downloadProgram("http://127.0.0.1:1", ARCHIVE, directory)).rejects.toThrow(/^http:\/\/127\.0\.0\.1:1\/SHA256SUMS: ./);
});

it("leaves the old program where the new one cannot be unpacked", async () => {
  await download();
  const nonsense = Buffer.from("no archive");
  files = { [`/${FILE}`]: nonsense, "/SHA256SUMS": `${digest(nonsense)}  ${FILE}\n` };
  await expect(download()).rejects.toThrow();
  expect(await readFile(unpackedProgram(directory, ARCHIVE), "utf8")).toBe("the program");
  expect(await readdir(directory)).toEqual([ARCHIVE]);
});

it("reads both forms of sha256sum", () => {
  const value = "0123456789abcdef".repeat(4);
  expect(digestOf("a.zip", `${value} *a.zip\r\n`)).toBe(value);
  expect(digestOf("a.zip", `${value}  a.zip`)).toBe(value);
  expect(() => digestOf("a.zip", `${value.toUpperCase()}  a.zip`)).toThrow("0 lines");
});

it("chooses the archive of a system, as releases name it", async () => {
  const workflow = await readFile(path.join(process.env["AVROCHECK_ROOT"]!, ".github/workflows/release.yml"), "utf8");
  const released = [...workflow.matchAll(/\{ target: (\S+),/g)].map(([, target]) => `avrocheck-v0.1.0-${target}`);
  const systems = ["linux", "darwin", "win32", "freebsd"].flatMap((system) => ["x64", "arm64", "ia32"].map((processor) => [system, processor] as const));
  const chosen = systems.map(([system, processor]) => archiveName("0.1.0", system, processor)).filter((name) => name !== undefined);
  expect(chosen.sort()).toEqual(released.sort());
  expect(archiveName("0.1.0", "linux", "x64")).toBe("avrocheck-v0.1.0-x86_64-unknown-linux-musl");
});

it("has the version of the program, whose release it downloads", async () => {
  const cargo = await readFile(path.join(process.env["AVROCHECK_ROOT"]!, "Cargo.toml"), "utf8");
  expect(/^version = "(.+)"$/m.exec(cargo)?.[1]).toBe(manifest.version);
  expect(releaseUrl(manifest.version)).toContain(`/v${manifest.version}`);
});
