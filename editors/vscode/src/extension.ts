/** Starts avrocheck for the schemas of a workspace. */

import * as vscode from "vscode";

import { PreviewPanel } from "./preview";
import { findProgram } from "./program";
import { archiveName, downloadProgram, releaseUrl, unpackedProgram } from "./release";
import { LanguageServer, isSchema } from "./server";
import { type ServerState, statusText } from "./status";

let server: LanguageServer | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("avrocheck");
  const item = vscode.window.createStatusBarItem("avrocheck", vscode.StatusBarAlignment.Left);
  item.name = "avrocheck";
  let state: ServerState = "starting";
  const showStatus = () => Object.assign(item, statusText(state, countFindings()));
  item.show();

  const running = new LanguageServer(output, {
    stateChanged: (now) => {
      state = now;
      showStatus();
    },
    previewWanted: (wish) => panel.show(wish),
  });
  server = running;
  const panel = new PreviewPanel((wish) => running.preview(wish));

  let starts = 0;
  const restart = async () => {
    const start = ++starts;
    await running.stop();
    try {
      const program = (await installedProgram(context)) ?? (await offerDownload(context, output));
      // Meanwhile it may have been started again, with another setting.
      if (start !== starts) return;
      if (program) return await running.start(program);
      state = "absent";
    } catch (error) {
      state = "stopped";
      const reason = error instanceof Error ? error.message : String(error);
      output.appendLine(reason);
      void vscode.window.showErrorMessage(`avrocheck: ${reason}`);
    }
    showStatus();
  };
  const showPreview = () => {
    const document = vscode.window.activeTextEditor?.document;
    if (document && isSchema(document)) panel.show({ uri: document.uri.toString() });
  };

  context.subscriptions.push(
    output,
    item,
    panel,
    vscode.commands.registerCommand("avrocheck.restart", restart),
    vscode.commands.registerCommand("avrocheck.showOutput", () => output.show()),
    vscode.commands.registerCommand("avrocheck.showPreview", showPreview),
    vscode.languages.onDidChangeDiagnostics(showStatus),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("avrocheck.path")) void restart();
    }),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isSchema(document)) void running.checked();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (!isSchema(document) && !document.fileName.endsWith("avrocheck.toml")) return;
      void running.checked();
      panel.changed();
    }),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor && isSchema(editor.document)) panel.follow(editor.document.uri.toString());
    }),
  );
  // The editor waits for no download.
  void restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

function countFindings(): { errors: number; warnings: number } {
  const all = vscode.languages.getDiagnostics().flatMap(([, diagnostics]) => diagnostics);
  const ours = all.filter((diagnostic) => diagnostic.source === "avrocheck");
  const of = (severity: vscode.DiagnosticSeverity) => ours.filter((diagnostic) => diagnostic.severity === severity).length;
  return { errors: of(vscode.DiagnosticSeverity.Error), warnings: of(vscode.DiagnosticSeverity.Warning) };
}

/** The program that is there. */
async function installedProgram(context: vscode.ExtensionContext): Promise<string | undefined> {
  const archive = releasedArchive(context);
  return findProgram({
    setting: vscode.workspace.getConfiguration("avrocheck").get("path", ""),
    path: process.env["PATH"] ?? "",
    downloaded: archive ? unpackedProgram(context.globalStorageUri.fsPath, archive) : undefined,
  });
}

/** Downloads the program of the extension's version, if the user agrees. */
async function offerDownload(context: vscode.ExtensionContext, output: vscode.OutputChannel): Promise<string | undefined> {
  const archive = releasedArchive(context);
  const [download, choose] = ["Download", "Set Path"];
  const choices = archive ? [download, choose] : [choose];
  const lacking = `The program avrocheck is not on PATH.`;
  const offer = archive ? ` Download version ${versionOf(context)} from its release on GitHub?` : " There is none to download for this system.";
  const chosen = await vscode.window.showInformationMessage(lacking + offer, ...choices);
  if (chosen === choose) await vscode.commands.executeCommand("workbench.action.openSettings", "avrocheck.path");
  if (chosen !== download || !archive) return undefined;
  const url = releaseUrl(versionOf(context));
  output.appendLine(`downloads ${archive} from ${url}`);
  const progress = { location: vscode.ProgressLocation.Notification, title: `Downloading ${archive}` };
  return vscode.window.withProgress(progress, () => downloadProgram(url, archive, context.globalStorageUri.fsPath));
}

function releasedArchive(context: vscode.ExtensionContext): string | undefined {
  return archiveName(versionOf(context), process.platform, process.arch);
}

/** The extension and the program are released together. */
function versionOf(context: vscode.ExtensionContext): string {
  return context.extension.packageJSON.version;
}
