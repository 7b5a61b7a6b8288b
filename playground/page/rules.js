// The rules, each with an example that can be opened and edited.

import { at, make } from "./dom.js";

/** The texts of an example that are two versions of one file; `undefined` for other examples. */
export function versionsOf({ example }) {
  if (example.length !== 2) return undefined;
  const [older, newer] = example.map(({ path }) => path);
  const areVersions = older === "writer.avsc" || older.replace(/^before/, "") === newer.replace(/^after/, "");
  return areVersions ? example.map(({ text }) => ({ text })) : undefined;
}

/** The dialog with all rules. `open` puts the versions of an example into the page. */
export class Rules {
  constructor(rules, open) {
    this.rules = rules;
    this.open = open;
    this.dialog = at("rules");
    at("rule-filter").addEventListener("input", () => this.list());
    at("close-rules").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  show(id = this.current ?? this.rules[0].rule) {
    this.current = id;
    this.list();
    this.page(this.rules.find(({ rule }) => rule === id));
    if (!this.dialog.open) this.dialog.showModal();
    at("rule-list").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  list() {
    const wanted = at("rule-filter").value.toLowerCase();
    const matching = this.rules.filter(({ rule, name, summary }) => `${rule} ${name} ${summary}`.toLowerCase().includes(wanted));
    at("rule-list").replaceChildren(
      ...matching.map(({ rule, name, severity }) =>
        make(
          "button",
          { type: "button", class: severity, "aria-current": rule === this.current && "true", onclick: () => this.show(rule) },
          make("b", {}, rule),
          ` ${name}`,
        ),
      ),
    );
  }

  page(rule) {
    const versions = versionsOf(rule);
    const concerns = rule.concerns.length > 0 && make("p", { class: "caption" }, `about readers of ${rule.concerns.join(", ")}`);
    const openExample = () => {
      this.dialog.close();
      this.open(versions, rule);
    };
    at("rule-page").replaceChildren(
      make("h3", {}, `${rule.rule} ${rule.name}`),
      make("p", { class: `severity-line ${rule.severity}` }, rule.severity),
      concerns || "",
      make("p", {}, rule.summary),
      make("h4", {}, "Why"),
      make("p", {}, rule.why),
      make("h4", {}, "What to do"),
      make("p", {}, rule.remedy),
      make("h4", {}, "Example"),
      ...rule.example.flatMap(({ path, text }) => [make("p", { class: "caption" }, path), make("pre", { tabindex: "0" }, text)]),
      versions ? make("button", { type: "button", class: "fix", onclick: openExample }, "Open and edit the example") : "",
    );
    at("rule-page").scrollTop = 0;
  }
}
