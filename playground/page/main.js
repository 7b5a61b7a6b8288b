// The page: versions side by side, and what the engine says of them.

import { at, debounced, make, quoted } from "./dom.js";
import { Editor } from "./editor.js";
import { ask } from "./engine.js";
import { beside, card, grouped, matrix } from "./findings.js";
import { Rules } from "./rules.js";
import { configuration, files, fromFragment, initial, label, language, path, toFragment } from "./state.js";

let state = initial();
let editors = [];
let report;
let checked;
let chosen;
/** Whether a visitor chose the pair; otherwise it is one that fails. */
let isPicked = false;
let run = 0;

const subjectOf = (pair) => report.subjects.find(({ pairs }) => pairs.includes(pair));
const indexOf = (file) => Number(/v(\d+)\.\w+$/.exec(file)?.[1] ?? 1) - 1;
const named = (name) => {
  const index = Number(name.slice(1)) - 1;
  return [path(index, state.versions[index].text), state.versions[index].text];
};

// Versions

function showVersions() {
  editors = state.versions.map((version, index) => {
    const editor = new Editor(`Version ${index + 1}`, {
      changed(text) {
        version.text = text;
        showLanguage(index);
        changed();
      },
    });
    editor.text = version.text;
    return editor;
  });
  const columns = editors.map((editor, index) =>
    make(
      "article",
      { class: "version", "data-version": label(index) },
      make(
        "header",
        {},
        make("h2", {}, label(index), make("span", { class: "age" }, age(index))),
        make("button", { type: "button", class: "quiet convert", onclick: () => convert(index) }),
        make("button", { type: "button", class: "quiet", "aria-label": `Add a version after ${label(index)}`, title: "Add a version after this one", onclick: () => add(index) }, "+"),
        editors.length > 1 && make("button", { type: "button", class: "quiet", "aria-label": `Remove ${label(index)}`, title: "Remove this version", onclick: () => remove(index) }, "✕"),
      ),
      editor.element,
      make("p", { class: "problem", role: "status" }),
    ),
  );
  at("versions").replaceChildren(...columns);
  editors.forEach((_, index) => showLanguage(index));
}

const age = (index) => (editors.length < 2 ? "" : index === 0 ? "oldest" : index === editors.length - 1 ? "newest" : "");

function showLanguage(index) {
  const column = at("versions").children[index];
  const isJson = language(state.versions[index].text) !== "avdl";
  column.querySelector(".convert").textContent = isJson ? "JSON → IDL" : "IDL → JSON";
  column.querySelector(".problem").textContent = "";
}

async function convert(index) {
  const version = state.versions[index];
  const to = language(version.text) === "avdl" ? "json" : "idl";
  const { text, error } = JSON.parse(await ask("convert", path(index, version.text), version.text, to));
  if (error !== undefined) {
    at("versions").children[index].querySelector(".problem").textContent = `Cannot be converted: ${error}`;
    return;
  }
  replace(index, text);
}

function replace(index, text) {
  state.versions[index].text = text;
  editors[index].text = text;
  showLanguage(index);
  changed();
}

function add(index) {
  state.versions.splice(index + 1, 0, { text: state.versions[index].text });
  showVersions();
  changed();
  at("versions").children[index + 1].scrollIntoView({ block: "nearest", inline: "nearest" });
  editors[index + 1].area.focus({ preventScroll: true });
}

function remove(index) {
  state.versions.splice(index, 1);
  showVersions();
  changed();
  editors[Math.max(0, index - 1)].area.focus({ preventScroll: true });
}

// What the engine says

/**
 * The texts that are checked: those of the versions. IDL and protocols are about types by their names, and a schema is about the subject
 * of its path; where both are there, IDL is checked as the JSON that it stands for.
 */
async function textsToCheck() {
  const texts = state.versions.map(({ text }) => text);
  const languages = texts.map(language);
  const isMixed = languages.includes("avsc") && languages.includes("avdl");
  const converted = texts.map(async (text, index) => {
    if (!isMixed || languages[index] !== "avdl") return text;
    const { text: json } = JSON.parse(await ask("convert", path(index, text), text, "json"));
    return json ?? text;
  });
  return Promise.all(converted);
}

/** Whether the text of a version is itself what was checked, so that places and edits are about it. */
const isAsChecked = (file) => checked[indexOf(file)] === state.versions[indexOf(file)]?.text;

async function check() {
  const mine = ++run;
  let answer;
  let texts;
  try {
    texts = await textsToCheck();
    answer = await ask("check", files(texts), configuration(state));
  } catch (error) {
    if (mine === run) at("verdict").replaceChildren(make("b", { class: "bad" }, "Not checked: "), error.message);
    return;
  }
  if (mine !== run) return;
  report = JSON.parse(answer);
  checked = texts;
  const pairs = report.subjects.flatMap((subject) => subject.pairs);
  const same = pairs.find((pair) => isPicked && pair.writer === chosen.writer && pair.reader === chosen.reader);
  const failing = pairs.find((pair) => pair.gated && pair.verdict !== "compatible");
  chosen = same ?? failing ?? pairs.find((pair) => pair.gated) ?? pairs[0];
  const groups = grouped(report);
  showVerdict(groups);
  showMarks(groups);
  showPairs();
  showFindings(groups);
  showRecordChoice();
  await Promise.all([showReport(answer), fillRecord()]);
  document.body.dataset.run = String(mine);
}

function showVerdict(groups) {
  const failing = groups.filter(({ fails }) => fails).length;
  const parts =
    report.errors.length > 0
      ? [make("b", { class: "bad" }, "Not everything could be checked. "), report.errors.length === 1 ? "One text cannot be understood." : `${report.errors.length} problems.`]
      : failing > 0
        ? [make("b", { class: "bad" }, "✗ Incompatible "), `at ${state.level}: ${failing} ${failing === 1 ? "finding fails" : "findings fail"}.`]
        : [make("b", { class: "good" }, "✓ Compatible "), `at ${state.level}.`];
  const newest = state.versions.length - 1;
  const fixable = groups.some(({ fixes, fails }) => fails && fixes?.some(({ file }) => isAsChecked(file)));
  const button = fixable && make("button", { type: "button", class: "fix", onclick: fixAll }, `Fix ${label(newest)}`);
  at("verdict").replaceChildren(...parts, " ", button || "");
}

function showMarks(groups) {
  const marks = state.versions.map(() => []);
  for (const group of groups) {
    for (const place of [group.writer, group.reader]) {
      if (place && isAsChecked(place.file)) marks[indexOf(place.file)]?.push({ ...place, severity: group.severity, message: `${group.rule}: ${group.message}` });
    }
  }
  for (const { file, line, column, message } of report.errors) {
    if (file && line && isAsChecked(file)) marks[indexOf(file)]?.push({ line, column, severity: "breaking", message });
  }
  editors.forEach((editor, index) => editor.show(marks[index]));
}

function showPairs() {
  const tables = report.subjects.flatMap((subject) => [
    report.subjects.length > 1 ? make("p", { class: "caption" }, subject.subject) : "",
    matrix(subject, chosen && subjectOf(chosen) === subject ? chosen : undefined, choose),
  ]);
  const legend = make("p", { class: "caption legend" }, "✓ all data, ~ some, ✗ none; framed: required at this level");
  at("matrix").replaceChildren(...tables, legend);
  at("registry").replaceChildren(chosen ? beside(chosen) : "");
}

function choose(pair) {
  isPicked = true;
  chosen = pair;
  showPairs();
  showRecordChoice();
  fillRecord();
  at("matrix").querySelector("[aria-pressed=true]")?.focus();
}

function goTo({ file, line, column }) {
  editors[indexOf(file)].goTo(line, column);
}

function showFindings(groups) {
  const errors = report.errors.map((error) =>
    make(
      "article",
      { class: "finding breaking fails" },
      make("p", { class: "message" }, ...quoted(error.file ? `\`${label(indexOf(error.file))}\`: ${error.message}` : error.message)),
      error.line && isAsChecked(error.file) ? make("button", { type: "button", class: "chip place", onclick: () => goTo(error) }, `${label(indexOf(error.file))} ${error.line}:${error.column}`) : "",
    ),
  );
  const hooks = { version: (file) => label(indexOf(file)), isAsChecked, goTo, explain: (id) => rules.show(id), apply, tryRecord };
  const cards = groups.map((group) => card(group, hooks));
  const converted = state.versions.flatMap(({ text }, index) => (text === checked[index] ? [] : [label(index)]));
  const remark = `${converted.join(", ")} in IDL and the others in JSON: IDL is checked as the JSON that it stands for, and its places are not shown.`;
  const isAbsent = exampleOf && !groups.some(({ rule }) => rule === exampleOf);
  const absent = `${exampleOf} is not found here: it is about what this page does not have, such as names of subjects or released versions, or only avrocheck lint reports it.`;
  const notes = [...report.notes, ...(converted.length > 0 ? [remark] : []), ...(isAbsent ? [absent] : [])].map((note) => make("p", { class: "note" }, note));
  const nothing = cards.length + errors.length === 0 ? [make("p", { class: "note" }, "Nothing is found.")] : [];
  at("findings").replaceChildren(...errors, ...cards, ...nothing, ...notes);
}

/** Makes the edits of a fix, which count bytes; from the end, so that those before keep their places. */
function apply({ file, edits }) {
  const index = indexOf(file);
  const [encoder, decoder] = [new TextEncoder(), new TextDecoder("utf-8", { ignoreBOM: true })];
  let bytes = encoder.encode(state.versions[index].text);
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start).reverse()) {
    bytes = Uint8Array.from([...bytes.subarray(0, start), ...encoder.encode(text), ...bytes.subarray(end)]);
  }
  replace(index, decoder.decode(bytes));
}

async function fixAll() {
  const fixed = JSON.parse(await ask("fix", files(checked), configuration(state)));
  for (const [file, text] of Object.entries(fixed)) if (isAsChecked(file)) replace(indexOf(file), text);
}

// Records

function showRecordChoice() {
  const options = () => state.versions.map((_, index) => make("option", {}, label(index)));
  for (const [id, name] of [["writer", chosen?.writer], ["reader", chosen?.reader]]) {
    at(id).replaceChildren(...options());
    if (name) at(id).value = name;
  }
}

let madeUp = 0;
let ownRecord = false;

/** Puts a record into the page: one that shows why the pair fails, or else one that is made up. */
async function fillRecord() {
  if (ownRecord) return readRecord();
  const pair = chosen?.writer === at("writer").value && chosen?.reader === at("reader").value ? chosen : undefined;
  const witness = pair?.findings.find((finding) => finding.witness)?.witness;
  at("written").value = witness && madeUp === 0 ? JSON.stringify(witness.datum, null, 2) : await makeUp();
  return readRecord();
}

async function makeUp() {
  const { text } = JSON.parse(await ask("make_up", ...named(at("writer").value), String(madeUp)));
  return text ?? "";
}

function tryRecord(pair, datum) {
  [at("writer").value, at("reader").value] = [pair.writer, pair.reader];
  at("written").value = JSON.stringify(datum, null, 2);
  readRecord();
  at("written").scrollIntoView({ block: "center" });
}

async function readRecord() {
  const [writer, reader] = [at("writer").value, at("reader").value];
  at("written-title").textContent = `as ${writer} writes it`;
  at("read-title").textContent = `as ${reader} reads it`;
  const box = at("read");
  if (at("written").value.trim() === "") return box.replaceChildren();
  const { text, error } = JSON.parse(await ask("read", ...named(writer), ...named(reader), at("written").value));
  box.className = error === undefined ? "" : "fails";
  box.textContent = error ?? pretty(text);
}

/** JSON on many lines, with its numbers as they are. */
function pretty(json) {
  let [depth, out] = [0, ""];
  for (const [token] of json.matchAll(/"(?:\\.|[^"\\])*"|[{}[\]:,]|[^\s{}[\]:,"]+/g)) {
    const line = () => "\n" + "  ".repeat(depth);
    if ("}]".includes(token)) out += (depth--, /[{[]$/.test(out) ? "" : line()) + token;
    else if (token === ":") out += ": ";
    else if (token === ",") out += "," + line();
    else out += (/[{[]$/.test(out) ? line() : "") + token;
    if ("{[".includes(token)) depth++;
  }
  return out;
}

async function showReport(json) {
  const isJson = document.querySelector("[name=form]:checked").value === "json";
  at("report").textContent = isJson ? pretty(json) : await ask("describe", files(checked), configuration(state));
}

// Choices

const save = debounced(300, async () => history.replaceState(null, "", await toFragment(state)));
const checkSoon = debounced(120, check);

function changed() {
  exampleOf = undefined;
  ownRecord = false;
  madeUp = 0;
  checkSoon();
  save();
}

function show(next) {
  state = next;
  isPicked = false;
  for (const id of ["level", "readers"]) {
    at(id).value = state[id];
    // What is not among the choices is none.
    if (!at(id).value) state[id] = at(id).value = initial()[id];
  }
  showVersions();
  changed();
}

function showTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
}

function toggleTheme() {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme ?? (isDark ? "dark" : "light");
  const next = now === "dark" ? "light" : "dark";
  showTheme(next);
  try {
    localStorage.setItem("theme", next);
  } catch {
    // Where nothing may be kept, the choice holds for this visit.
  }
}

let rules;

/** The rule whose example is shown. */
let exampleOf;

function openExample(versions, rule) {
  const { concerns } = rule;
  const isConcerned = concerns.length === 0 || concerns.some((name) => state.readers.split(",").includes(name));
  const all = [...at("readers").options].at(-1).value;
  const readers = isConcerned ? state.readers : concerns.length === 1 ? concerns[0] : all;
  show({ versions, level: "FULL", readers });
  exampleOf = rule.rule;
}

async function begin() {
  try {
    showTheme(localStorage.getItem("theme"));
  } catch {
    // As above.
  }
  const catalogue = JSON.parse(await ask("catalogue"));
  at("release").textContent = `avrocheck ${catalogue.version}`;
  rules = new Rules(catalogue.rules, openExample);
  at("level").replaceChildren(...catalogue.levels.map((name) => make("option", {}, name)));
  const others = catalogue.readers.filter((name) => !["java", "confluent"].includes(name));
  at("readers").replaceChildren(
    make("option", { value: "java,confluent" }, "java, confluent"),
    ...others.map((name) => make("option", { value: name }, name)),
    make("option", { value: catalogue.readers.join(",") }, "all"),
  );
  for (const id of ["level", "readers"]) {
    at(id).addEventListener("change", () => {
      state[id] = at(id).value;
      changed();
    });
  }
  for (const id of ["writer", "reader"]) {
    at(id).addEventListener("change", () => {
      ownRecord = false;
      madeUp = 0;
      const pair = report.subjects.flatMap(({ pairs }) => pairs).find((pair) => pair.writer === at("writer").value && pair.reader === at("reader").value);
      if (pair) choose(pair);
      else fillRecord();
    });
  }
  at("written").addEventListener("input", debounced(120, () => ((ownRecord = true), readRecord())));
  at("new-record").addEventListener("click", () => {
    ownRecord = false;
    madeUp++;
    fillRecord();
  });
  at("theme").addEventListener("click", toggleTheme);
  at("open-rules").addEventListener("click", () => rules.show());
  at("copy-link").addEventListener("click", copyLink);
  for (const form of document.querySelectorAll("[name=form]")) {
    form.addEventListener("change", async () => showReport(await ask("check", files(checked), configuration(state))));
  }
  addEventListener("keydown", (event) => {
    const digit = event.altKey && /^Digit([1-9])$/.exec(event.code)?.[1];
    if (digit && editors[digit - 1]) {
      event.preventDefault();
      editors[digit - 1].area.focus();
      at("versions").children[digit - 1].scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  });
  addEventListener("hashchange", open);
  await open();
}

async function open() {
  const id = /^#rule=(AVC\d+)$/.exec(location.hash)?.[1];
  const rule = catalogueRule(id);
  show((await fromFragment(location.hash)) ?? initial());
  if (rule) rules.show(rule.rule);
}

const catalogueRule = (id) => rules.rules.find(({ rule }) => rule === id);

async function copyLink() {
  const link = location.href.split("#")[0] + (await toFragment(state));
  history.replaceState(null, "", link);
  const button = at("copy-link");
  try {
    await navigator.clipboard.writeText(link);
    button.textContent = "Copied";
  } catch {
    button.textContent = "It is in the address bar";
  }
  setTimeout(() => (button.textContent = "Copy link"), 2000);
}

// For tests, and for whoever wants to ask the engine from the console.
globalThis.avrocheck = { ask };

begin().catch((error) => at("verdict").replaceChildren(make("b", { class: "bad" }, "The engine does not start: "), error.message));
