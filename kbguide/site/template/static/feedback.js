// The questions at the end of a class: what was picked goes to the class, which counts it.
"use strict";
(() => {
  const { say, tell, seat, keep, ask } = window.kbclass;
  const form = document.querySelector("#kb-feedback");
  const said = document.querySelector("#kb-class-said");
  const sits = seat();
  let busy = false;

  function close(word = "") {
    form.hidden = true;
    said.textContent = say(word);
    said.focus();
  }

  async function send() {
    /** @type {Record<string, string>} */
    const answers = {};
    for (const one of form.querySelectorAll("input")) if (one.checked) answers[one.name] = one.value;
    if (!sits || !Object.keys(answers).length) return void tell("#kb-feedback-wrong", say("pick"));
    const { status } = await ask("feedback", { answers }, sits);
    if (status === 200 || status === 409) {
      keep({ ...sits, answered: true });
      close("thanks");
    } else if (status === 404) {
      close("over");
    } else {
      tell("#kb-feedback-wrong", say(status === 429 ? "often" : "lost"));
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    send().then(() => { busy = false; });
  });

  form.addEventListener("change", () => tell("#kb-feedback-wrong"));

  if (!sits) {
    said.textContent = say("seatless");
    document.querySelector("#kb-feedback-join").hidden = false;
  } else if (sits.answered) {
    said.textContent = say("thanks");
  } else {
    form.hidden = false;
  }
})();
