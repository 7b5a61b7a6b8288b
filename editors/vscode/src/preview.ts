/** Shows beside the editor what the records of a schema look like, as written and as read. */

import * as vscode from "vscode";

import { type PreviewAnswer, previewPage, reasonPage } from "./page";

/** What is shown: a file, and of one with several subjects which one. */
export interface PreviewWish {
  uri: string;
  subject?: string;
}

/** So many milliseconds nothing is typed before the panel asks again. */
const PAUSE = 200;

export class PreviewPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private wish: PreviewWish | undefined;
  private asked = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param ask asks the server; fails with the reason why there are no records */
  constructor(private readonly ask: (wish: PreviewWish) => Promise<PreviewAnswer>) {}

  /** Opens the panel, or brings it to the front. */
  show(wish: PreviewWish): void {
    if (!this.panel) {
      const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.panel = vscode.window.createWebviewPanel("avrocheck.preview", "Records", where, { enableScripts: false });
      this.panel.onDidDispose(() => {
        clearTimeout(this.timer);
        this.panel = undefined;
      });
    } else {
      this.panel.reveal(undefined, true);
    }
    this.wish = wish;
    void this.refresh();
  }

  /** Shows another file, if the panel is open. */
  follow(uri: string): void {
    if (!this.panel || this.wish?.uri === uri) return;
    this.wish = { uri };
    void this.refresh();
  }

  /** Asks again after a change of any text, as the file may refer to it. */
  changed(): void {
    if (!this.panel) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), PAUSE);
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private async refresh(): Promise<void> {
    if (!this.wish) return;
    const turn = ++this.asked;
    const page = await this.ask(this.wish).then(previewPage, (error: Error) => reasonPage(`No records: ${error.message}`));
    // What is older than the last question is not shown, and what is the same does not blink.
    if (this.panel && turn === this.asked && this.panel.webview.html !== page) this.panel.webview.html = page;
  }
}
