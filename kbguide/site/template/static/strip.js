// The strip of whoever sits in a class: seat, raised hand, what the teacher says, a vote. Loaded for nobody else.
// It tells the class where in the guide its learner is, and hears of the teacher in the answer. When that fails, nobody
// notices here.
"use strict";
(() => {
  const SEAT = "kbguide-class"; // as in frame.js; it is written where one joins
  const EVERY = 20; // s from one sign of life to the next, unless the server says otherwise
  const PACE = 1000; // ms at least between what is told
  const CALM = 5000; // ms at most until what failed is tried again
  const PATIENCE = 9000; // ms for an answer
  const UNKNOWN = 10000; // ms until a place is told without what the kernel knows
  const { find, all, tried } = window.kbguide;
  const root = document.documentElement;
  const lang = root.lang === "en" ? "en" : "ko";
  const strip = find("#kb-strip-line");
  const panel = find("#kb-strip-vote");
  const [first, rest] = all("#kb-strip-said > *");
  const parts = Object.fromEntries(all("[data-kb-do]").map((one) => [one.dataset.kbDo, one]));
  /** @type {StripWords} */
  const words = JSON.parse(strip.dataset.kbWords);
  /** @type {Told} */
  let told = {};
  /** @type {string[]} */
  let news = []; // what the teacher has said and asked, the latest first, until it is put away
  let shown = "";
  /** @type {{ number: number, reply: string } | undefined} */
  let vote;
  let said = ""; // last, and when that was heard
  let heard = -Infinity;
  let next = 0; // not before
  let fails = 0;
  let waiting = false;
  let gone = ""; // why nobody sits here any more
  /** @type {Seat} */
  let seat = { api: "", key: "", name: "", seat: 0, until: 0 };

  /** Somebody may have left it, or taken another one, in another tab. @returns {Seat} */
  function kept() {
    const found = tried(() => JSON.parse(localStorage.getItem(SEAT) ?? ""));
    return found?.until > Date.now() ? found : { ...seat, key: "" };
  }

  /** @param {Partial<Seat>} change */
  function keep(change) {
    Object.assign(seat, change);
    tried(() => (gone ? localStorage.removeItem(SEAT) : localStorage.setItem(SEAT, JSON.stringify(seat))));
    show();
  }

  /** @param {RequestInit} what */
  const ask = (name = "", what = {}) => fetch(seat.api + name, {
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${seat.key}` },
    signal: AbortSignal.timeout?.(PATIENCE),
    ...what,
  });

  /** What the class is told. */
  function here() {
    const { kbOpen, kbProgress = "{}" } = root.dataset;
    const { at: step, chapter, ...counts } = JSON.parse(kbProgress);
    const at = find(".kb-part.is-open")?.id ?? (step && chapter === kbOpen ? step : kbOpen);
    return JSON.stringify({ at, hand: seat.hand ?? 0, problems: [], right: 0, answered: 0, ...counts, vote });
  }

  /** Tell it where it is new, or was not heard for long. */
  async function tell() {
    const now = performance.now();
    if (gone || waiting || document.hidden || now < next || !root.dataset.kbProgress && now < UNKNOWN) return;
    seat = kept();
    if (!seat.key) return end(seat.until > Date.now() ? "left" : "over");
    const body = here();
    if (body === said && now < heard + (told.every ?? EVERY) * 1000) return;
    const before = told;
    waiting = true;
    try {
      const answer = await ask("seat", { method: "POST", body });
      if (gone) return;
      if (answer.status === 404) return end("over");
      if (!answer.ok) throw answer.status;
      told = await answer.json();
      if (!told.name) throw told;
      [said, heard, fails, next] = [body, now, 0, now + PACE];
      if (!told.hand && here() === body) keep({ hand: 0 }); // seen; else it was pressed meanwhile
      show();
    } catch {
      told = before;
      next = performance.now() + Math.min(CALM, PACE * 2 ** fails++);
    } finally {
      waiting = false;
    }
  }

  function end(why = "") {
    gone = why;
    keep({ hand: 0 });
  }

  function leave() {
    ask("seat", { method: "DELETE", keepalive: true }).catch(() => {});
    end("left");
  }

  /** On the same seat; where that is taken, or the class over, on the page where one joins. */
  async function again() {
    const answer = await ask("seats", { method: "POST", body: JSON.stringify({ code: seat.name, seat: seat.seat }) });
    if (!answer.ok) return location.assign(String(parts.again.dataset.kbJoin));
    const taken = await answer.json(); // before anything else is looked at: meanwhile nobody sits here
    gone = said = "";
    keep(taken);
    tell();
  }

  /** What is new, else whose seat this is. */
  function show() {
    const { order, vote: asked, feedback } = told;
    const there = [feedback ? "feedback" : "", order ? `order ${order.number}` : "", asked ? `vote ${asked.number}` : ""]
      .filter((one) => one && !seat.put?.includes(one));
    news = [...there.filter((one) => !news.includes(one)), ...news.filter((one) => there.includes(one))];
    const what = news[0]?.split(" ")[0];
    if (!asked) close();
    if (gone) write("", words[gone], "again", "away");
    else if (order && what === "order") {
      const leads = order.do === "go" && /^#[\w/-]+$/.test(order.href); // an address in this page
      if (leads) parts.go.setAttribute("href", order.href);
      write(words.teacher, order.text[lang], leads ? "go" : "", "away");
    } else if (asked && what === "vote") {
      const done = told.voted || vote?.number === asked.number;
      write(words.teacher, done ? words.voted : words.vote, done ? "" : "vote", "away");
    } else if (what) write(words.teacher, words.feedback, "feedback", "away");
    else write(words.class.replace("{name}", seat.name), words.seat.replace("{seat}", String(seat.seat)), "leave", "hand");
    parts.hand.setAttribute("aria-pressed", String(Boolean(seat.hand)));
    all("span", parts.hand)[0].textContent = seat.hand ? words.raised : words.hand;
  }

  /** Said once, and not again as long as it stands there. @param {string[]} doing */
  function write(start = "", text = "", ...doing) {
    const key = `${news[0]} ${start} ${text}`;
    if (key !== shown) [first.textContent, rest.textContent] = [start, text];
    shown = key;
    strip.classList.toggle("is-said", start === words.teacher);
    const [held] = all(":focus", strip);
    for (const [name, one] of Object.entries(parts)) one.hidden = name !== "later" && !doing.includes(name);
    if (held?.hidden) find(".kb-tool:not([hidden])", strip)?.focus({ preventScroll: true }); // the keyboard stays on the line
  }

  function open() {
    const asked = told.vote;
    if (!asked) return;
    const [title, before, scene, replies] = all(".kb-strip-vote > *");
    /** @type {MakeAll} */
    const make = (tag, texts, press) => texts.map((text, i) => Object.assign(document.createElement(tag), {
      textContent: text[lang], className: press ? "kb-button" : "", onclick: () => press?.(i) }));
    title.textContent = asked.title[lang];
    before.textContent = asked.before[lang];
    scene.replaceChildren(...make("p", [asked.sender, ...asked.words]));
    replies.replaceChildren(...make("button", asked.replies.map(({ text }) => text), (i) => {
      vote = { number: asked.number, reply: asked.replies[i].id };
      close();
      show();
      tell();
    }));
    panel.classList.remove("kb-off");
    panel.showPopover?.();
    title.focus();
  }

  function close() {
    panel.hidePopover?.();
    panel.classList.add("kb-off"); // where there are no popovers
  }

  function putAway() {
    if (!gone) return keep({ put: [...seat.put ?? [], news[0]].slice(-9) });
    strip.hidden = true;
    root.classList.remove("kb-seated");
  }

  /** What sticks to the top of the window stands below the ribbon, and the head of a run below the strip. */
  function measure() {
    const high = ribbons.reduce((sum, one) => sum + (getComputedStyle(one).position === "sticky" ? one.offsetHeight : 0), 0);
    root.style.setProperty("--kb-under", `${high}px`);
    root.style.setProperty("--kb-below", `${high + strip.offsetHeight}px`);
  }

  /** @type {Record<string, () => unknown>} */
  const acts = {
    hand: () => {
      const raised = (seat.raised ?? 0) + 1;
      keep(seat.hand ? { hand: 0 } : { hand: raised, raised });
      tell();
    },
    again: () => again().catch(() => {}),
    ...{ leave, vote: open, later: close, away: putAway, go: putAway, feedback: putAway },
  };
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    acts[target.closest("[data-kb-do]")?.dataset.kbDo ?? ""]?.();
    if (target.closest("[data-kb-erase]") && !gone) leave();
  });
  document.addEventListener("visibilitychange", () => {
    heard = -Infinity;
    tell();
  });
  const ribbons = all(".kb-ribbon");
  const sizes = new ResizeObserver(measure);
  for (const one of [strip, ...ribbons]) sizes.observe(one);
  // What was pressed is drawn first, and told a moment later.
  new MutationObserver(() => setTimeout(tell, 99)).observe(root, { attributeFilter: ["data-kb-open", "data-kb-progress"] });
  setInterval(tell, PACE);
  seat = kept();
  if (seat.key) show();
  else {
    end("over");
    putAway();
  }
  tell();
})();
