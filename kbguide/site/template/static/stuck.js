// On the page of problems: a field that leaves only those with the words typed. On paper all of them are open.
"use strict";
(() => {
  const field = document.querySelector(".kb-stuck-field");
  const said = field.querySelector("[role=status]");
  const problems = [...document.querySelectorAll(".kb-stuck details")];
  const bare = (text) => text.toLowerCase().replace(/\s/g, "");
  const texts = new Map(problems.map((one) => [one, bare(one.textContent)]));
  let shut = [];

  field.hidden = false;
  field.querySelector("input").addEventListener("input", ({ target }) => {
    const asked = target.value.trim();
    const words = asked.split(/\s+/).map(bare);
    for (const one of problems) one.hidden = !words.every((word) => texts.get(one).includes(word));
    const left = problems.filter((one) => !one.hidden);
    for (const part of document.querySelectorAll(".kb-stuck")) part.hidden = !part.querySelector("details:not([hidden])");
    const { kbFound, kbNone } = said.dataset;
    const count = new Set(left.map((one) => one.dataset.kbProblem)).size;
    said.textContent = asked && (count ? kbFound.replace("{count}", String(count)) : kbNone);
  });

  addEventListener("beforeprint", () => {
    shut = problems.filter((one) => !one.open);
    for (const one of shut) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of shut) one.open = false; });
})();
