// Opens a schema in Visual Studio Code with the packaged extension, as a user does: types a break, sees it with its reason, makes the
// fix, saves, and looks at records. It writes pictures on the way.
//
// usage: node vscode.mjs CODE_SERVER EXTENSION.vsix PROGRAM WORKSPACE PICTURES
//
// CODE_SERVER is where tests/support/code-server/install.sh has installed it. Nothing but this machine is connected to.

import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const [codeServer, extension, program, workspace, pictures] = process.argv.slice(2);
const { chromium } = createRequire(path.join(codeServer, "package.json"))("playwright-core");

/** In milliseconds: what one step may take on a slow machine. */
const PATIENCE = 60_000;

const FILE = path.join(workspace, "schemas/v2/film.avsc");

/** What is typed into it. */
const FIELD = '{"name": "casts", "type": {"type": "array", "items": "string"}}';

const home = fs.mkdtempSync(path.join(os.tmpdir(), "vscode-"));
const started = Date.now();

/** Says that a step is done, and when. */
function say(text) {
  console.log(`${((Date.now() - started) / 1000).toFixed(1)} s: ${text}`);
}

async function waitFor(what, isSo) {
  for (const end = Date.now() + PATIENCE; !(await isSo()); ) {
    if (Date.now() > end) throw new Error(`${what} does not come`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

function freePort() {
  return new Promise((found) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** Starts Visual Studio Code with the extension, and waits until it answers. */
async function startEditor(port) {
  const data = path.join(home, "data");
  const write = (name, settings) => {
    fs.mkdirSync(path.join(data, name), { recursive: true });
    fs.writeFileSync(path.join(data, name, "settings.json"), JSON.stringify(settings));
  };
  write("User", {
    "breadcrumbs.enabled": false,
    "chat.commandCenter.enabled": false,
    "chat.disableAIFeatures": true,
    "editor.fontSize": 13,
    "editor.minimap.enabled": false,
    "extensions.autoCheckUpdates": false,
    "extensions.autoUpdate": false,
    "extensions.ignoreRecommendations": true,
    "git.enabled": false,
    "security.workspace.trust.banner": "never",
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "window.commandCenter": false,
    "workbench.activityBar.location": "hidden",
    "workbench.colorTheme": "Default Light Modern",
    "workbench.enableExperiments": false,
    "workbench.layoutControl.enabled": false,
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
  });
  // Settings of the machine are read only from here.
  write("Machine", { "avrocheck.path": program });
  const environment = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, "configuration"),
    XDG_DATA_HOME: path.join(home, "share"),
    XDG_CACHE_HOME: path.join(home, "cache"),
    CS_DISABLE_PROXY: "1",
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
  const entry = path.join(codeServer, "node_modules/code-server/out/node/entry.js");
  const places = ["--user-data-dir", data, "--extensions-dir", path.join(home, "extensions")];
  execFileSync(process.execPath, [entry, ...places, "--install-extension", extension], { env: environment, stdio: ["ignore", "ignore", "inherit"] });
  const options = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"];
  const log = fs.openSync(path.join(home, "log"), "w");
  const server = spawn(process.execPath, [entry, ...places, ...options, "--disable-getting-started-override", workspace], {
    env: environment,
    // It has children, which end with it as one group.
    detached: true,
    stdio: ["ignore", log, log],
  });
  await waitFor("the server", () => fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => answer.ok, () => false));
  return server;
}

async function openBrowser() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const candidates = process.env.PATH.split(path.delimiter).flatMap((directory) => names.map((name) => path.join(directory, name)));
  const executablePath = candidates.find((file) => fs.existsSync(file));
  if (!executablePath) throw new Error("there is no browser for this test: ./ci/test installs Chromium");
  return chromium.launchPersistentContext(path.join(home, "browser"), {
    executablePath,
    headless: true,
    viewport: { width: 1000, height: 600 },
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** What a user does. */
async function use(page, port) {
  const picture = (name) => page.screenshot({ path: path.join(pictures, `vscode-${name}.png`), animations: "disabled" });
  const status = (icon, text) => page.locator(".statusbar-item", { hasText: text }).filter({ has: page.locator(`.codicon-${icon}`) }).waitFor();
  const run = async (command) => {
    await page.keyboard.press("F1");
    const input = page.locator(".quick-input-widget input.input");
    await input.fill(`>${command}`);
    await page.locator(".quick-input-list .monaco-list-row", { hasText: command }).first().click();
    await input.waitFor({ state: "hidden" });
  };

  const opened = encodeURIComponent(JSON.stringify([["openFile", `vscode-remote://127.0.0.1:${port}${FILE}`]]));
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}&payload=${opened}`);
  await page.locator(".tab[data-resource-name='film.avsc']").waitFor();
  await page.locator(".monaco-dialog-box", { hasText: "trust the authors" }).waitFor();
  say("the file is open, and the workspace is not trusted");
  await page.getByRole("button", { name: /^No, I don't trust/ }).click();
  await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
  // The extension is not there at all, not even its languages.
  await page.locator(".statusbar-item", { hasText: "Plain Text" }).waitFor();
  if ((await page.locator(".statusbar-item", { hasText: "avrocheck" }).count()) > 0) throw new Error("the extension runs in a workspace that is not trusted");

  await run("Workspaces: Manage Workspace Trust");
  await page.getByRole("button", { name: "Trust", exact: true }).first().click();
  await page.keyboard.press("Control+w");
  await status("check", "avrocheck");
  say("the workspace is trusted, and the schema has no findings");

  const text = fs.readFileSync(FILE, "utf8");
  const line = text.split("\n").findIndex((one) => one.includes('"title"'));
  await page.keyboard.press("Control+g");
  await page.locator(".quick-input-widget input.input").fill(`:${line + 1}:${text.split("\n")[line].length + 1}`);
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(`,\n${FIELD}`);
  await page.locator(".squiggly-error").first().waitFor();
  await status("error", "avrocheck: 1 finding");
  await run("View: Focus Problems");
  const rows = page.locator(".markers-panel .monaco-list-row");
  await rows.filter({ hasText: "AVC101" }).waitFor();
  const related = rows.filter({ hasText: "schemas/v1/film.avsc" });
  await related.waitFor();
  say(`the problem: ${(await rows.allInnerTexts()).join(" | ").replace(/\s+/g, " ")}`);
  await picture("break");

  // A click brings the cursor there, while the commands for that are not done when they return.
  const squiggle = await page.locator(".squiggly-error").first().boundingBox();
  await page.mouse.click(squiggle.x + 3, squiggle.y + squiggle.height / 2);
  const fix = page.locator(".action-widget .monaco-list-row", { hasText: "default" }).first();
  await waitFor("a fix", async () => {
    await page.keyboard.press("Control+.");
    const is_there = await fix.waitFor({ timeout: 8000 }).then(() => true, () => false);
    if (!is_there) await page.keyboard.press("Escape");
    return is_there;
  });
  say(`the fix: ${(await fix.innerText()).trim()}`);
  await picture("fix");
  await page.keyboard.press("Enter");
  await page.locator(".squiggly-error").first().waitFor({ state: "detached" });
  await status("check", "avrocheck");
  await page.keyboard.press("Control+s");
  const saved = text.replace('"string"}\n', `"string"},\n    ${FIELD.slice(0, -1)}, "default": []}\n`);
  await waitFor("the saved file", () => fs.readFileSync(FILE, "utf8") === saved);
  say("fixed, saved");

  await run("View: Toggle Panel Visibility");
  await run("View: Toggle Primary Side Bar Visibility");
  await page.locator(".codelens-decoration a", { hasText: "preview" }).click();
  const shows = async (words) => {
    const texts = await Promise.all(page.frames().map((frame) => frame.locator("body").innerText({ timeout: 1000 }).catch(() => "")));
    return texts.some((text) => words.every((word) => text.includes(word)));
  };
  await waitFor("the records", () => shows(["film: v1 to v2", "as v1/film.avsc wrote it", "as v2/film.avsc reads it", "casts: []"]));
  await picture("records");
  await page.locator(".view-line", { hasText: "title" }).click();
  await page.keyboard.press("Control+z");
  await waitFor("the records after a change", () => shows(["film: v1 to v2", "AVC101"]));
  await run("View: Toggle Primary Side Bar Visibility");
  const files = page.locator(".explorer-folders-view .monaco-list-row");
  await files.filter({ hasText: "v1" }).click();
  await files.filter({ hasText: "film.avsc" }).nth(1).waitFor();
  await files.filter({ hasText: "film.avsc" }).first().click();
  await waitFor("the reason why there are none", () => shows(["No records: this file is the newest version of no subject"]));
  say("the panel shows records, what becomes of them while they are typed, and follows the editor");

  await page.locator(".tab", { hasText: "Records" }).locator(".codicon-close").click();
  await page.locator(".tab[data-resource-name='film.avsc']").last().click();
  await run("avrocheck: Restart Language Server");
  await run("avrocheck: Show Records as Written and as Read");
  await waitFor("the records of a new server", () => shows(["No records: this file is the newest version of no subject"]));
  say("a new server answers");
}

let browser, server, page, failed;
try {
  const port = await freePort();
  server = await startEditor(port);
  browser = await openBrowser();
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  await use(page, port);
} catch (error) {
  failed = error;
  console.error(error);
  await page?.screenshot({ path: path.join(pictures, "vscode-failed.png") }).catch(() => {});
  console.error(fs.readFileSync(path.join(home, "log"), "utf8"));
} finally {
  await browser?.close();
  if (server) {
    const ended = new Promise((done) => server.once("exit", done));
    process.kill(-server.pid, "SIGTERM");
    await ended;
  }
}
fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
process.exit(failed ? 1 : 0);
