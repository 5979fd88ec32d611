// On the page of problems: a field that leaves only those with the words typed. On paper all of them are open.
"use strict";
(() => {
  const word = document.querySelector("#kb-stuck-word");
  const said = document.querySelector("#kb-stuck-found");
  const problems = [...document.querySelectorAll(".kb-stuck details")];
  const texts = problems.map((one) => bare(one.textContent));
  /** @type {HTMLDetailsElement[]} */
  let shut = [];

  /** @param {string} text */
  function bare(text) {
    return text.toLowerCase().replace(/\s/g, "");
  }

  function look() {
    const words = word.value.trim().split(/\s+/).map(bare);
    problems.forEach((one, i) => { one.hidden = !words.every((part) => texts[i].includes(part)); });
    for (const part of document.querySelectorAll("section.kb-stuck")) part.hidden = !part.querySelector("details:not([hidden])");
    document.querySelector("#kb-stuck-steps").hidden = !!words[0]; // so that what is found is in sight
    const count = new Set(problems.filter((one) => !one.hidden).map((one) => one.dataset.kbProblem)).size;
    const { kbFound, kbNone } = said.dataset;
    said.textContent = words[0] && (count ? kbFound.replace("{count}", String(count)) : kbNone);
  }

  document.querySelector("#kb-stuck-field").hidden = false;
  word.addEventListener("input", look);
  if (word.value) look(); // the browser has kept it
  addEventListener("beforeprint", () => {
    shut = problems.filter((one) => !one.open);
    for (const one of shut) one.open = true;
  });
  addEventListener("afterprint", () => { for (const one of shut) one.open = false; });
})();
