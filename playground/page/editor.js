// A text that can be edited, with colours and with the findings in it. The text area lies over the coloured text; both are equally large.

import { at, fill, make } from "./dom.js";
import { language } from "./state.js";

const TOKENS = {
  json: /(?<key>"(?:\\.|[^"\\\n])*")(?=\s*:)|(?<string>"(?:\\.|[^"\\\n])*")|(?<word>\b(?:true|false|null)\b)|(?<number>-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)/g,
  idl: /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>"(?:\\.|[^"\\\n])*")|(?<key>@[\w.-]+)|(?<word>\b(?:protocol|namespace|import|idl|schema|record|error|enum|fixed|union|array|map|null|boolean|int|long|float|double|bytes|string|date|time_ms|timestamp_ms|local_timestamp_ms|uuid|decimal|void|throws|oneway|true|false)\b)|(?<number>-?\b\d+(?:\.\d+)?\b)/g,
};

/** A text that is longer than this has no colours. */
const MOST_COLOURED = 200_000;

/** Where each part of a text begins and ends, and how it is shown. */
function tokens(text) {
  const found = [];
  if (text.length > MOST_COLOURED) return found;
  for (const match of text.matchAll(language(text) === "avdl" ? TOKENS.idl : TOKENS.json)) {
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    found.push({ start: match.index, end: match.index + match[0].length, kind });
  }
  return found;
}

/** The place of a line and a column in characters, both from 1, in a text. */
export function offset(lines, line, column) {
  let place = 0;
  for (const before of lines.slice(0, line - 1)) place += before.length + 1;
  for (const character of lines[line - 1] ?? "") {
    if (--column < 1) break;
    place += character.length;
  }
  return place;
}

export class Editor {
  constructor(name, { changed }) {
    this.ink = make("pre", { class: "ink", "aria-hidden": "true" });
    this.numbers = make("div", { class: "numbers", "aria-hidden": "true" });
    this.area = make("textarea", {
      "aria-label": name,
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      wrap: "off",
      oninput: () => {
        this.marks = [];
        this.paint();
        changed(this.text);
      },
      onkeydown: (event) => this.press(event),
      onblur: () => (at("tip").hidden = true),
      onmousemove: (event) => this.point(event),
      onmouseleave: () => (at("tip").hidden = true),
    });
    this.element = make("div", { class: "editor" }, this.numbers, make("div", { class: "paper" }, this.ink, this.area));
    this.marks = [];
  }

  get text() {
    return this.area.value;
  }

  set text(text) {
    if (this.area.value === text) return;
    this.area.value = text;
    this.marks = [];
    this.paint();
  }

  /** Shows findings: places in lines and columns, with a severity and a message. */
  show(places) {
    const lines = this.text.split("\n");
    this.marks = places
      .map(({ line, column, end_line, end_column, severity, message }) => {
        const start = offset(lines, line, column);
        const end = end_line === undefined ? start : offset(lines, end_line, end_column);
        // A mark of a whole record would hide those inside: it is shown on its first line.
        const stop = this.text.indexOf("\n", start);
        const most = stop < 0 ? this.text.length : stop;
        return { start, end: Math.max(start + 1, Math.min(end, most)), severity, message };
      })
      .sort((a, b) => a.start - b.start || b.end - a.end);
    this.paint();
  }

  paint() {
    const { text } = this;
    const spans = tokens(text);
    const edges = new Set([0, text.length]);
    for (const { start, end } of [...spans, ...this.marks]) edges.add(start).add(Math.min(end, text.length));
    const sorted = [...edges].sort((a, b) => a - b);
    const pieces = [];
    let token = 0;
    for (let index = 0; index + 1 < sorted.length; index++) {
      const [start, end] = [sorted[index], sorted[index + 1]];
      while (spans[token] && spans[token].end <= start) token++;
      const kind = spans[token]?.start <= start ? spans[token].kind : "";
      const marks = this.marks.filter((mark) => mark.start <= start && end <= mark.end);
      const worst = ["breaking", "dangerous", "safe"].find((severity) => marks.some((mark) => mark.severity === severity));
      const classes = [kind, worst && `mark ${worst}`].filter(Boolean).join(" ");
      const piece = classes ? make("span", { class: classes }, text.slice(start, end)) : text.slice(start, end);
      if (worst) piece.messages = marks.map((mark) => mark.message);
      pieces.push(piece);
    }
    // A mark at the very end still needs something to be seen on.
    const end = this.marks.some((mark) => mark.start >= text.length) ? make("span", { class: "mark breaking" }, " ") : "";
    fill(this.ink, [...pieces, end, "\n"]);
    const count = text.split("\n").length;
    if (this.count !== count) {
      this.count = count;
      this.numbers.textContent = Array.from({ length: count }, (_, index) => index + 1).join("\n");
    }
  }

  /** Shows the messages of the place under the pointer. */
  point({ clientX, clientY }) {
    const tip = at("tip");
    const mark = document.elementsFromPoint(clientX, clientY).find((element) => element.messages);
    tip.hidden = !mark;
    if (!mark) return;
    tip.replaceChildren(...[...new Set(mark.messages)].map((message) => make("p", {}, message)));
    const { left, bottom } = mark.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(left, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${bottom + 6}px`;
  }

  press(event) {
    at("tip").hidden = true;
    if (event.key !== "F8") return;
    event.preventDefault();
    this.next(event.shiftKey);
  }

  /** Goes to the next place with a finding, or to the one before. */
  next(backwards) {
    if (!this.marks.length) return;
    const here = this.area.selectionStart;
    const ordered = backwards ? this.marks.toReversed() : this.marks;
    const found = ordered.find((mark) => (backwards ? mark.start < here : mark.start > here)) ?? ordered[0];
    this.select(found.start, found.end);
    this.announce(found.message);
  }

  announce(message) {
    const tip = at("tip");
    tip.replaceChildren(make("p", {}, message));
    tip.hidden = false;
    const { left, top } = this.element.getBoundingClientRect();
    tip.style.left = `${left + 40}px`;
    tip.style.top = `${Math.max(8, top - tip.offsetHeight - 4)}px`;
  }

  goTo(line, column) {
    const start = offset(this.text.split("\n"), line, column);
    const mark = this.marks.find((mark) => mark.start === start);
    this.select(start, mark?.end ?? start);
  }

  select(start, end) {
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(start, end);
    const height = parseFloat(getComputedStyle(this.area).lineHeight);
    const line = this.text.slice(0, start).split("\n").length;
    const { top } = this.element.getBoundingClientRect();
    scrollTo({ top: scrollY + top + line * height - innerHeight / 2 });
    this.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
