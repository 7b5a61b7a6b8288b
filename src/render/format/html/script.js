(() => {
  "use strict";
  const filter = document.getElementById("filter");
  const failing = document.getElementById("failing");
  const shown = document.getElementById("shown");
  const cards = [...document.querySelectorAll("[data-subjects]")];
  const subjects = cards.filter((card) => card.classList.contains("subject"));

  const apply = () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const card of cards) {
      const names = card.dataset.subjects.toLowerCase().split("\n");
      const isNamed = wanted === "" || names.some((name) => name.includes(wanted));
      card.hidden = !isNamed || (failing.checked && card.dataset.fails !== "yes");
    }
    for (const heading of document.querySelectorAll("[data-heads]")) {
      heading.hidden = !cards.some((card) => card.classList.contains(heading.dataset.heads) && !card.hidden);
    }
    const count = subjects.filter((card) => !card.hidden).length;
    shown.textContent = `${count} of ${subjects.length} ${subjects.length === 1 ? "subject" : "subjects"}`;
  };

  filter.addEventListener("input", apply);
  failing.addEventListener("change", apply);
  filter.form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
