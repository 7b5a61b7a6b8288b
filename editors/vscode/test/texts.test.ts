import { expect, it } from "vitest";

import { previewPage, reasonPage } from "../src/page";
import { statusText } from "../src/status";

it("shows the text of the fenced block", () => {
  const page = previewPage({ title: "film: v1 to v2", markdown: "````text\n```\nas v1 wrote it\n````\n" });
  expect(page).toContain("<h1>film: v1 to v2</h1>\n<pre>```\nas v1 wrote it</pre>");
});

it("makes nothing of the text a part of the page", () => {
  const page = previewPage({ title: "<b>", markdown: "```text\n</pre><script>alert('&')</script>\n```\n" }) + reasonPage('<img src="x">');
  expect(page).not.toMatch(/<b>|<script|<img/);
  expect(page).toContain("&#60;/pre&#62;&#60;script&#62;alert(&#39;&#38;&#39;)");
});

it("allows itself no scripts and nothing from elsewhere", () => {
  expect(reasonPage("")).toMatch(/content="default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'"/);
});

it("counts findings", () => {
  const text = (errors: number, warnings: number) => statusText("idle", { errors, warnings }).text;
  expect([text(0, 0), text(0, 1), text(1, 0), text(2, 3)]).toEqual([
    "$(check) avrocheck",
    "$(warning) avrocheck: 1 finding",
    "$(error) avrocheck: 1 finding",
    "$(error) avrocheck: 5 findings",
  ]);
  expect(statusText("idle", { errors: 1, warnings: 2 }).tooltip).toBe("1 error, 2 warnings. Click for the list");
});

it("has a command for each state that the extension or the editor has", () => {
  const states = ["absent", "starting", "checking", "idle", "stopped"] as const;
  const commands = states.map((state) => statusText(state, { errors: 0, warnings: 0 }).command);
  expect(commands).toEqual([
    "avrocheck.restart",
    "avrocheck.showOutput",
    "workbench.actions.view.problems",
    "workbench.actions.view.problems",
    "avrocheck.showOutput",
  ]);
});
