// What a report finds, each once, with the pairs in which it is found.

import { MARKS, make, quoted } from "./dom.js";

const ORDER = ["breaking", "dangerous", "safe"];

/** Findings that are the same, with the pairs that have them. What fails comes first. */
export function grouped(report) {
  const groups = new Map();
  const add = (finding, pair) => {
    const places = [finding.writer, finding.reader].map((at) => at && `${at.file}:${at.line}:${at.column}`);
    const key = [finding.rule, finding.fingerprint, ...places].join(" ");
    if (!groups.has(key)) groups.set(key, { ...finding, pairs: [], fails: false });
    const group = groups.get(key);
    if (pair) group.pairs.push(pair);
    group.fails ||= finding.standing === "fails";
  };
  for (const subject of report.subjects) {
    for (const pair of subject.pairs) pair.findings.forEach((finding) => add(finding, pair));
  }
  report.findings.forEach((finding) => add(finding));
  const weight = (group) => (group.fails ? 0 : 3) + ORDER.indexOf(group.severity);
  return [...groups.values()].sort((a, b) => weight(a) - weight(b));
}

/** A card for a group of findings. */
export function card(group, { version, isAsChecked, goTo, explain, apply, tryRecord }) {
  const fixes = (group.fixes ?? []).filter(({ file }) => isAsChecked(file));
  const place = (at) =>
    at && isAsChecked(at.file) && make("button", { type: "button", class: "chip place", onclick: () => goTo(at) }, `${version(at.file)} ${at.line}:${at.column}`);
  const pairs = group.pairs.map(({ writer, reader }) => `${writer} → ${reader}`);
  const record = group.witness && JSON.stringify(group.witness.datum, null, 1).replace(/\n\s*/g, " ");
  const pair = group.pairs[0];
  return make(
    "article",
    { class: `finding ${group.severity}${group.fails ? " fails" : ""}`, "data-rule": group.rule },
    make(
      "p",
      { class: "head" },
      make("span", { class: "severity" }, group.severity),
      make("button", { type: "button", class: "link", onclick: () => explain(group.rule) }, `${group.rule} ${group.name}`),
      !group.fails && group.severity !== "safe" && make("span", {}, "does not fail at this level"),
      make("span", { class: "pair-names" }, pairs.join(", ")),
    ),
    make("p", { class: "message" }, quoted(group.message)),
    make("p", { class: "places" }, place(group.writer), place(group.reader)),
    record &&
      make(
        "div",
        { class: "witness" },
        make("p", { class: "caption" }, `${pair.reader} cannot read this record of ${pair.writer}`),
        make("pre", {}, record),
        make("button", { type: "button", class: "quiet", onclick: () => tryRecord(pair, group.witness.datum) }, "Try it"),
      ),
    group.example &&
      make("p", { class: "example" }, make("code", {}, group.example.before), " becomes ", make("code", {}, group.example.after)),
    fixes.length > 0 &&
      make(
        "div",
        { class: "fixes" },
        fixes.map((fix) =>
          make("button", { type: "button", class: "fix", title: fix.applicability, onclick: () => apply(fix) }, `Fix: ${fix.title}`),
        ),
      ),
  );
}

/** A table of verdicts, writers from top to bottom and readers from left to right. */
export function matrix(subject, chosen, choose) {
  const of = (writer, reader) => subject.pairs.find((pair) => pair.writer === writer && pair.reader === reader);
  const cell = (writer, reader) => {
    const pair = of(writer, reader);
    if (!pair) return make("td", {}, "·");
    const gate = pair.gated ? "has to be readable" : "need not be readable";
    const says = `${reader} reads data of ${writer}: ${pair.verdict}; at this level it ${gate}`;
    const isChosen = chosen?.writer === writer && chosen?.reader === reader;
    const button = make(
      "button",
      { type: "button", class: `${pair.verdict}${pair.gated ? " gated" : ""}`, title: says, "aria-label": says, "aria-pressed": String(isChosen), onclick: () => choose(pair) },
      MARKS[pair.verdict],
    );
    return make("td", {}, button);
  };
  return make(
    "table",
    { class: "matrix" },
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "written ╲ read"), subject.versions.map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, subject.versions.map((writer) => make("tr", {}, make("th", { scope: "row" }, writer), subject.versions.map((reader) => cell(writer, reader))))),
  );
}

/** What Java and the registry say of a pair, beside what is so. */
export function beside(pair) {
  const ours = make("p", {}, make("b", {}, "avrocheck: "), `${pair.verdict} `, pair.gated ? "" : "(not required at this level)");
  const answer = pair.as_confluent;
  const theirs = answer && (answer.exception !== null ? `refuses to answer: ${answer.exception}` : answer.compatible ? "compatible" : "incompatible");
  const complaints = (answer?.incompatibilities ?? []).map(({ type, location, message }) => make("li", {}, `${type} at ${location || "/"}: ${message}`));
  const differs = answer && answer.exception === null && answer.compatible !== (pair.verdict === "compatible");
  return make(
    "div",
    { class: "beside" },
    make("p", { class: "caption" }, `${pair.reader} reads data of ${pair.writer}`),
    ours,
    theirs && make("p", {}, make("b", {}, "Java, Confluent Schema Registry: "), theirs),
    complaints.length > 0 && make("ul", {}, complaints),
    differs && make("p", { class: "differs" }, "They differ; the findings say why, where it is known."),
  );
}
