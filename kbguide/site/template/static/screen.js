// The big screen: how to join, the step where all are, a vote, the plan. It shows what the teacher has chosen.
"use strict";
(() => {
  const link = window.kbFollow(draw);
  const { find, all, data, words, lang, fill } = link;
  let drawn = ""; // what the page was last made for

  /** @type {<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, text?: string, look?: string) => HTMLElementTagNameMap[Tag]} */
  function make(tag, text = "", look = "") {
    return Object.assign(document.createElement(tag), { textContent: text, className: look });
  }

  /** @type {(state: ClassState) => void} */
  function drawJoin(state) {
    const qr = find("#kb-qr");
    const picture = `data:image/svg+xml,${encodeURIComponent(state.qr)}`; // as a picture nothing in it can run
    if (qr.src !== picture) qr.src = picture;
    link.write(find("#kb-address"), state.join.replace(/^https?:\/\//, ""));
    link.write(find("#kb-number"), state.name);
  }

  /** @type {(state: ClassState) => void} */
  function drawStep({ place }) {
    const procedure = data.procedures.find((one) => one.steps.some((step) => step.id === place));
    const number = procedure ? procedure.steps.findIndex((step) => step.id === place) + 1 : 0;
    const seats = [...link.taken.values()];
    const picture = data.pictures[place];
    const here = seats.filter((seat) => (procedure ? (seat.reached[procedure.id] ?? 0) >= number || seat.at === place : seat.at === place));
    link.write(find("#kb-which"), procedure ? fill(words.step, { all: procedure.steps.length, number }) : "");
    link.write(find("#kb-step-name"), data.places.find((one) => one.id === place)?.name ?? "");
    link.write(find("#kb-reached"), procedure ? words.reached : words.at);
    link.write(find("#kb-reached-count"), fill(words.of, { count: here.length, all: seats.length }));
    if (drawn === `step ${place}`) return;
    find("#kb-hints").replaceChildren(...(picture?.hints ?? []).map((hint) => Object.assign(make("li"), { innerHTML: hint })));
    find("#kb-picture").hidden = !picture;
    find("#kb-protects").hidden = !picture?.protects;
    if (!picture) return;
    find("#kb-protects-text").innerHTML = picture.protects; // made by the server, of its own content, as the hints are
    find("#kb-picture-icon").setAttribute("href", `#kb-i-${picture.icon}`);
    find("#kb-picture-name").textContent = picture.title;
    find("#kb-press").textContent = picture.press;
    find("#kb-press").hidden = !picture.press;
  }

  /** @type {(vote: Vote) => string} */
  function voteKey({ number, open, counts }) {
    return `vote ${number} ${open} ${JSON.stringify(counts)}`;
  }

  /** @type {(vote: Vote, seats: number) => void} */
  function drawVote(vote, seats) {
    const { all: chosen, counts, open, replies } = vote;
    const said = open ? fill(words.open, { all: chosen }) : fill(words.closed, { all: chosen, seats });
    link.write(find("#kb-vote-said"), open || counts ? said : words.few);
    link.write(find("#kb-vote-title"), vote.title[lang]);
    link.write(find("#kb-vote-before"), vote.before[lang]);
    if (drawn === voteKey(vote)) return;
    find("#kb-quote").replaceChildren(make("strong", vote.sender[lang]), ...vote.words.map((one) => make("p", one[lang])));
    const most = Math.max(1, ...Object.values(counts ?? {}));
    find("#kb-replies").replaceChildren(...replies.map((one) => {
      const line = make("li", "", one.right ? "is-right" : "");
      const name = make("span", one.text[lang]);
      line.append(name);
      if (one.right) name.prepend(check(), make("span", `${words.right}: `, "kb-vh"));
      if (counts) {
        const bar = make("i");
        bar.style.setProperty("--part", `${(100 * (counts[one.id] ?? 0)) / Math.max(most, chosen)}%`);
        line.append(bar, make("b", fill(words.count, { count: counts[one.id] ?? 0 })));
      }
      return line;
    }));
  }

  function check() {
    const picture = make("span");
    picture.innerHTML = "<svg class=\"kb-i\" aria-hidden=\"true\"><use href=\"#kb-i-check\"/></svg>";
    return picture;
  }

  /** @type {(state: ClassState) => void} */
  function drawPlan({ lesson }) {
    const plan = data.lessons.find((one) => one.id === lesson?.id);
    if (drawn === `plan ${lesson?.id} ${lesson?.step}`) return;
    find("#kb-plan-steps").replaceChildren(...(plan?.steps ?? []).map((step) => {
      const line = make("li");
      line.append(make("span", fill(words.minutes, { start: step.start, end: step.end })), make("b", step.name));
      if (step.id === lesson?.step) {
        line.setAttribute("aria-current", "step");
        line.append(make("em", words.now));
      }
      return line;
    }));
  }

  /** What is shown, and what it is made of: while that stays, the page stays. @type {(state: ClassState) => string} */
  function fillView(state) {
    const { shows, place, vote, lesson } = state;
    if (shows === "step" && place) {
      drawStep(state);
      return `step ${place}`;
    }
    if (shows === "vote" && vote) {
      drawVote(vote, link.taken.size);
      return voteKey(vote);
    }
    if (shows === "plan" && lesson) {
      drawPlan(state);
      return `plan ${lesson.id} ${lesson.step}`;
    }
    drawJoin(state);
    return "join";
  }

  /** Whatever the size of the room's screen, nothing is below its edge: first columns, then fewer hints. */
  function fit() {
    const { scrollingElement: page, body } = document;
    const hints = all("#kb-hints li");
    body.classList.remove("is-tight");
    for (const hint of hints) hint.hidden = false;
    const tooHigh = () => (page?.scrollHeight ?? 0) > innerHeight;
    if (tooHigh()) body.classList.add("is-tight");
    for (const hint of hints.slice(0, -1)) if (tooHigh()) hint.hidden = true;
  }

  function draw() {
    const { state, gone } = link;
    const lost = gone || link.state === null ? "" : link.blindSince();
    const now = gone || !state ? "" : fillView(state);
    const view = (gone && "gone") || now.split(" ")[0] || "soon";
    for (const one of all("[data-kb-view]")) one.hidden = one.dataset.kbView !== view;
    const pause = !gone && state?.order?.do === "pause";
    const paused = find("#kb-paused");
    const change = now !== drawn || paused.hidden === pause;
    paused.hidden = !pause;
    find("#kb-lost").hidden = !lost;
    link.write(find("#kb-lost"), lost && fill(words.lost, { time: lost }));
    drawn = now;
    if (change) fit();
  }

  addEventListener("resize", fit);
})();
