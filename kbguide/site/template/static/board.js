// The teacher's board: what is sent to all, votes, the lesson, its end. Who is where is drawn by seats.js.
"use strict";
(() => {
  const link = window.kbFollow(draw);
  const { find, all, data, words, lang, fill } = link;
  const drawSeats = window.kbSeats(link, send);
  const places = new Set(data.places.map((one) => one.id));

  /** What goes away gives its focus to something that stays. @type {(node: HTMLElement, away: boolean, next?: HTMLElement) => void} */
  function hide(node, away, next) {
    if (away && next && node.contains(document.activeElement)) next.focus();
    node.hidden = away;
  }

  function drawHead() {
    const { state } = link;
    if (!state) return;
    const { order, shows } = state;
    link.write(find("#kb-head"), fill(words.head, { name: state.name, seats: state.seats, time: link.clock(link.ageOf("ends", -state.ends)) }));
    link.write(find("#kb-pause"), order?.do === "pause" ? words.resume : words.pause);
    if (document.activeElement !== find("#kb-shows")) find("#kb-shows").value = shows;
    const blind = link.blindSince();
    find("#kb-blind").hidden = !blind;
    link.write(find("#kb-blind"), blind && fill(words.blind, { time: blind }));
    link.write(find("#kb-sent"), order ? fill(words.sent, { text: order.text[lang] }) : words.onlyOffers);
    find("#kb-sent").classList.toggle("kb-soft", !order);
    hide(find("#kb-take-back"), !order, find("#kb-say-head"));
  }

  function drawVote() {
    const vote = link.state?.vote;
    hide(find("#kb-voting"), !vote, find("#kb-drill"));
    if (!vote) return;
    link.write(find("#kb-vote-name"), vote.title[lang]);
    link.write(find("#kb-votes"), fill(words.votes, { all: vote.all, seats: link.state?.seats ?? 0 }));
    hide(find("#kb-close"), !vote.open, find("#kb-vote"));
    const counts = vote.counts;
    const shown = vote.replies.map((one) => `${one.text[lang]}: ${counts?.[one.id] ?? 0}${one.right ? ` (${words.right})` : ""}`);
    const right = vote.replies.filter((one) => one.right).map((one) => `${one.text[lang]} (${words.right})`);
    showList(find("#kb-results"), vote.open ? [] : counts ? shown : [words.few, ...right]);
  }

  /** @type {(list: HTMLElement, lines: string[]) => void} */
  function showList(list, texts) {
    if (list.dataset.kbText === texts.join("\n")) return;
    list.dataset.kbText = texts.join("\n");
    list.replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  }

  /** The lesson that is held, and the number of the step that is on. */
  function lessonNow() {
    const on = link.state?.lesson;
    const lesson = data.lessons.find((one) => one.id === on?.id);
    return { lesson, number: lesson?.steps.findIndex((step) => step.id === on?.step) ?? -1 };
  }

  function drawLesson() {
    const { lesson, number } = lessonNow();
    const step = lesson?.steps[number];
    const choice = find("#kb-lesson");
    if (document.activeElement !== choice) choice.value = lesson?.id ?? "";
    hide(find("#kb-plan"), !step, choice);
    if (!lesson || !step) return;
    const past = Math.floor(link.ageOf("lesson", link.state?.lesson?.since ?? 0) / 60);
    link.write(find("#kb-plan-at"), fill(words.lessonAt, { start: step.start, end: step.end, minutes: past }));
    const page = find("#kb-plan-page");
    page.href = page.dataset.kbLesson + lesson.id;
    if (find("#kb-plan-say").dataset.kbStep !== `${lesson.id} ${step.id}`) {
      find("#kb-plan-say").dataset.kbStep = `${lesson.id} ${step.id}`;
      find("#kb-plan-name").textContent = step.name;
      find("#kb-plan-say").innerHTML = step.say; // made by the server, of its own content
    }
    find("#kb-plan-back").setAttribute("aria-disabled", String(!number));
    find("#kb-plan-next").setAttribute("aria-disabled", String(number === lesson.steps.length - 1));
  }

  function draw() {
    const over = window.kbFigures.over();
    const gone = link.gone && !over;
    find("#kb-gone").hidden = !gone;
    find("#kb-opening").hidden = gone || !!link.state || over;
    if (gone) window.kbFigures.hide();
    const shown = !!link.state && !gone && !over && !window.kbFigures.shown();
    find("#kb-board").hidden = !shown;
    if (!link.state) link.write(find("#kb-opening-blind"), link.lost === null ? "" : fill(words.blind, { time: link.blindSince() }));
    if (!shown) return;
    drawHead();
    drawSeats();
    drawVote();
    drawLesson();
    const { feedback } = link.state ?? {};
    link.write(find("#kb-answers"), feedback?.asked ? fill(words.answers, { answers: feedback.answers }) : "");
  }

  // -- orders -------------------------------------------------------------------------------------

  /** What was not sent says so beside the button, which can be pressed again. @type {(button: HTMLElement, ...orders: Order[]) => Promise<void>} */
  async function send(button, ...orders) {
    button.setAttribute("aria-busy", "true");
    forget(button);
    try {
      for (const order of orders) await link.ask("orders", order);
    } catch {
      fail(button);
    }
    button.removeAttribute("aria-busy");
  }

  /** That it had not been sent. @type {(button: HTMLElement) => void} */
  function forget(button) {
    const before = button.nextElementSibling;
    if (before?.matches(".kb-failed")) before.remove();
  }

  /** @type {(button: HTMLElement) => void} */
  function fail(button) {
    const said = document.createElement("p");
    said.className = "kb-failed";
    said.setAttribute("role", "alert");
    button.after(said);
    said.textContent = words.failed; // after it is there, so that it is read
    const most = (said.offsetParent?.clientWidth ?? innerWidth) - said.offsetWidth;
    const below = button.getBoundingClientRect().bottom + said.offsetHeight < innerHeight;
    said.style.left = `${Math.max(0, Math.min(button.offsetLeft, most))}px`;
    said.style.top = `${button.offsetTop + (below ? button.offsetHeight : -said.offsetHeight)}px`;
    setTimeout(() => said.remove(), 10000);
  }

  /** @type {(by: number) => void} */
  function turn(by) {
    const { lesson, number } = lessonNow();
    const step = lesson?.steps[number + by];
    if (!lesson || !step) return;
    aim(step.where);
    send(find(by > 0 ? "#kb-plan-next" : "#kb-plan-back"), { do: "lesson", lesson: lesson.id, step: step.id });
  }

  /** What a step of the lesson opens is what all are called to next. @type {(where?: string) => void} */
  function aim(where) {
    const place = where?.replace("#", "") ?? "";
    if (places.has(place)) find("#kb-place").value = place;
  }

  function drill() {
    return find("#kb-drill").value;
  }

  /** @type {(button: HTMLElement, path: "orders" | "counts", body?: Order) => Promise<void>} */
  async function figures(button, path, body) {
    forget(button);
    try {
      const found = await link.ask(path, body);
      find("#kb-ask").close();
      window.kbFigures.show(link, found, !!body);
      draw();
    } catch {
      fail(button);
    }
  }

  /** @type {(selector: string, press: (button: HTMLElement) => unknown) => void} */
  function press(selector, act) {
    const button = find(selector);
    button?.addEventListener("click", () => act(button));
  }

  function wire() {
    press("#kb-go", (button) => send(button, { do: "go", place: find("#kb-place").value }));
    press("#kb-pause", (button) => send(button, { do: link.state?.order?.do === "pause" ? "resume" : "pause" }));
    press("#kb-look", (button) => send(button, { do: "look" }));
    press("#kb-take-back", (button) => send(button, { do: "resume" }));
    press("#kb-open-screen", (button) => open(`${button.dataset.kbScreen}#${link.state?.screen}`, "kb-screen"));
    press("#kb-vote", (button) => send(button, { do: "vote", drill: drill() }, { do: "show", what: "vote" }));
    press("#kb-close", (button) => send(button, { do: "close" }, { do: "show", what: "vote" }));
    press("#kb-plan-back", () => turn(-1));
    press("#kb-plan-next", () => turn(1));
    press("#kb-ask-feedback", (button) => send(button, { do: "feedback" }));
    press("#kb-show-figures", (button) => figures(button, "counts"));
    press("#kb-end", () => find("#kb-ask").showModal());
    press("#kb-ask-stay", () => find("#kb-ask").close());
    press("#kb-ask-figures", (button) => figures(button, "counts"));
    press("#kb-ask-end", (button) => figures(button, "orders", { do: "end" }));
    press("#kb-figures-back", () => {
      window.kbFigures.hide();
      draw();
      find("#kb-head").focus();
    });
    find("#kb-shows").addEventListener("change", (event) => {
      const what = find("#kb-shows").value;
      const order = { do: "show", what, ...(what === "step" && { place: find("#kb-place").value }) };
      if (event.currentTarget instanceof HTMLElement) send(event.currentTarget, order);
    });
    find("#kb-lesson").addEventListener("change", () => {
      const lesson = data.lessons.find((one) => one.id === find("#kb-lesson").value);
      send(find("#kb-lesson"), { do: "lesson", lesson: lesson?.id ?? "", step: lesson?.steps[0].id ?? "" });
    });
    find("#kb-procedure").addEventListener("change", draw);
    for (const panel of all("details.kb-panel")) {
      panel.addEventListener("toggle", () => {
        if (panel.open) for (const other of all("details.kb-panel")) other.open = other === panel;
      });
      panel.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !panel.open) return;
        panel.open = false;
        find("summary", panel)?.focus();
      });
    }
  }

  function furnish() {
    for (const one of data.procedures) {
      const group = document.createElement("optgroup");
      group.label = one.name;
      group.append(...one.steps.map((step, i) => new Option(`${i + 1} ${step.name}`, step.id)));
      find("#kb-place").append(group);
      find("#kb-procedure").append(new Option(one.name, one.id));
    }
    for (const chapter of data.places.filter((one) => one.kind === "chapter")) {
      const group = document.createElement("optgroup");
      group.label = chapter.name;
      const parts = data.places.filter((one) => one.kind === "part" && one.id.startsWith(`${chapter.id}/`));
      group.append(...[chapter, ...parts].map((one) => new Option(one.name, one.id)));
      find("#kb-place").append(group);
    }
    find("#kb-drill").append(...data.drills.map((one) => new Option(one.title, one.id)));
    find("#kb-lesson").append(...data.lessons.map((one) => new Option(one.name, one.id)));
    find("#kb-remarks").append(...data.remarks.map((one) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "kb-order", textContent: one.text });
      button.onclick = () => send(button, { do: "say", remark: one.id });
      return button;
    }));
    find("#kb-other").hash = location.hash;
  }

  furnish();
  wire();
})();
