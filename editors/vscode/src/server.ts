/** Runs the language server, and passes on what it says. */

import * as vscode from "vscode";
import { ExecuteCommandRequest, HoverRequest, LanguageClient, type LanguageClientOptions, State } from "vscode-languageclient/node";

import type { PreviewAnswer } from "./page";
import type { PreviewWish } from "./preview";
import type { ServerState } from "./status";

/** The languages of schemas, as package.json has them. */
const LANGUAGES = ["avsc", "avpr", "avdl"];

/** The command of the server, which its code lenses name. */
const PREVIEW = "avrocheck.preview";

/** Whether a text is a schema. */
export function isSchema(document: vscode.TextDocument): boolean {
  return document.uri.scheme === "file" && LANGUAGES.includes(document.languageId);
}

export interface ServerEvents {
  stateChanged(state: ServerState): void;
  /** A code lens was clicked. */
  previewWanted(wish: PreviewWish): void;
}

export class LanguageServer {
  private client: LanguageClient | undefined;
  private started: Promise<void> = Promise.resolve();
  private asked = 0;

  constructor(
    private readonly output: vscode.OutputChannel,
    private readonly events: ServerEvents,
  ) {}

  /** Starts a program. */
  async start(program: string): Promise<void> {
    const options: LanguageClientOptions = {
      documentSelector: [
        ...LANGUAGES.map((language) => ({ scheme: "file", language })),
        { scheme: "file", pattern: "**/avrocheck.toml" },
      ],
      outputChannel: this.output,
      middleware: {
        executeCommand: (command, words, next) => (command === PREVIEW ? this.events.previewWanted(words[0]) : next(command, words)),
      },
    };
    this.events.stateChanged("starting");
    this.output.appendLine(`${program} lsp`);
    const client = new LanguageClient("avrocheck", "avrocheck", { command: program, args: ["lsp"] }, options);
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) return;
      if (newState === State.Running) void this.checked();
      if (newState === State.Stopped) this.events.stateChanged("stopped");
    });
    this.started = client.start();
    await this.started;
  }

  /** Ends the server, if one runs. */
  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // It cannot be ended while it starts.
    await this.started.catch(() => undefined);
    if (client?.state === State.Running) await client.stop();
  }

  /** Waits until what was typed is checked: the server answers a question about a text only then. */
  async checked(): Promise<void> {
    const client = this.client;
    const document = vscode.workspace.textDocuments.find(isSchema);
    if (client?.state !== State.Running) return;
    const turn = ++this.asked;
    this.events.stateChanged("checking");
    if (document) {
      const question = { textDocument: { uri: document.uri.toString() }, position: { line: 0, character: 0 } };
      await client.sendRequest(HoverRequest.type, question).catch(() => undefined);
    }
    if (this.client === client && client.state === State.Running && turn === this.asked) this.events.stateChanged("idle");
  }

  /**
   * Asks for records.
   *
   * @throws with the reason why there are none
   */
  async preview(wish: PreviewWish): Promise<PreviewAnswer> {
    if (this.client?.state !== State.Running) throw new Error("the language server does not run");
    return this.client.sendRequest(ExecuteCommandRequest.type, { command: PREVIEW, arguments: [wish] });
  }
}
