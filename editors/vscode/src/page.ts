/** Writes the page of the preview panel. */

import { createHash } from "node:crypto";

const STYLE = `
body { margin: 0; padding: 0.75rem 1rem; color: var(--vscode-editor-foreground); background: var(--vscode-editor-background); }
h1 { margin: 0 0 0.75rem; font: 600 1.1em var(--vscode-font-family); }
p { font-family: var(--vscode-font-family); }
pre { margin: 0; font: var(--vscode-editor-font-size) / 1.5 var(--vscode-editor-font-family); }
`;

// It has no scripts, and nothing that the text could load.
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

/** What the server answers to `avrocheck.preview`, as far as it is shown. */
export interface PreviewAnswer {
  title: string;
  /** One fenced block. */
  markdown: string;
}

/** A page that shows records. */
export function previewPage({ title, markdown }: PreviewAnswer): string {
  const lines = markdown.trimEnd().split("\n").slice(1, -1);
  return page(`<h1>${escaped(title)}</h1>\n<pre>${escaped(lines.join("\n"))}</pre>`);
}

/** A page that says why there are none. */
export function reasonPage(reason: string): string {
  return page(`<p>${escaped(reason)}</p>`);
}

function page(body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><style>${STYLE}</style></head>
<body>
${body}
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
