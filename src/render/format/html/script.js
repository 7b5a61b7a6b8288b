(() => {
  "use strict";
  const field = (id) => document.getElementById(id);
  const filter = field("filter");
  // Without findings and subjects there is nothing to filter.
  if (filter === null) {
    return;
  }
  const fields = [filter, field("rule"), field("severity"), field("failing")].filter((one) => one !== null);
  const open = field("open");
  const cards = [...document.querySelectorAll("[data-names]")];
  const findings = cards.filter((card) => card.classList.contains("finding"));
  const subjects = cards.filter((card) => card.classList.contains("subject"));
  const visible = (some) => some.filter((card) => !card.hidden);

  const count = (some, noun) => {
    const all = `${some.length} ${noun}${some.length === 1 ? "" : "s"}`;
    return some.length === 0 ? [] : [`${visible(some).length} of ${all}`];
  };
  // A select that is not there asks for nothing.
  const has = (words, id) => !field(id)?.value || words.split(" ").includes(field(id).value);

  const apply = () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const card of cards) {
      const { names, fails, rules, severities } = card.dataset;
      const isNamed = names.toLowerCase().split("\n").some((name) => name.includes(wanted));
      const isWanted = isNamed && has(rules, "rule") && has(severities, "severity");
      card.hidden = !isWanted || (field("failing").checked && fails !== "yes");
    }
    for (const heading of document.querySelectorAll("[data-heads]")) {
      heading.hidden = !visible(cards).some((card) => card.classList.contains(heading.dataset.heads));
    }
    field("shown").textContent = [...count(findings, "finding"), ...count(subjects, "subject")].join(", ");
  };

  // Whoever follows a link to a card wants to read it.
  const follow = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) {
      target.hidden = false;
      target.open = true;
      target.scrollIntoView();
    }
  };

  open.addEventListener("click", () => {
    const isOpening = open.textContent === "open all";
    for (const card of visible(cards)) {
      card.open = isOpening;
    }
    open.textContent = isOpening ? "close all" : "open all";
  });
  for (const one of fields) {
    one.addEventListener("input", apply);
  }
  filter.form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", follow);
  apply();
  follow();
})();
