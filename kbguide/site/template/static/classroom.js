// What the pages have in common on which somebody takes a seat in a class, or has one: larger text, the words, the seat
// that this browser has, and what the class answers.
"use strict";
window.kbclass = (() => {
  const KEY = "kbguide-class";
  const LASTS = 4 * 60 * 60 * 1000; // ms: a class ends then
  const ANSWER_WITHIN = 10000; // ms
  const SIZE = "kb-size"; // the guide's text size in this tab
  const SIZES = 4;
  const root = document.documentElement;
  const larger = document.querySelector("#kb-larger");
  const { kbApi } = document.querySelector("#kb-class").dataset;
  const words = document.querySelector("#kb-class-texts").content;

  root.classList.add("kb-js");
  root.dataset.kbSize = tried(() => sessionStorage.getItem(SIZE)?.match(/^[1-4]$/)?.[0]) || "1";
  larger.hidden = false;
  larger.addEventListener("click", () => {
    root.dataset.kbSize = String(Number(root.dataset.kbSize) % SIZES + 1); // after the largest, the first again
    tried(() => sessionStorage.setItem(SIZE, root.dataset.kbSize));
  });

  /** What the browser may refuse. @type {Try} */
  function tried(use) {
    try {
      return use();
    } catch {
      return null;
    }
  }

  /** A word of the page, with what is filled in. @type {SayClass} */
  function say(name, given = {}) {
    const text = words.querySelector(`[data-kb-word="${name}"]`)?.textContent ?? "";
    return text.replace(/\{(\w+)\}/g, (_, key) => String(Object(given)[key] ?? ""));
  }

  /** Beside its place, or nothing; somebody who types goes on in the field. @type {Tell} */
  function tell(selector, text = "", input = null) {
    const line = document.querySelector(selector);
    const [said] = line?.querySelectorAll("span") ?? [];
    if (!line || !said) return;
    said.textContent = text;
    line.hidden = !text;
    input?.setAttribute("aria-invalid", String(Boolean(text)));
    if (text) (input ?? line).focus();
  }

  /** The seat that this browser has, if it has one; a field that somebody has changed is none. */
  function seat() {
    /** @type {Seat | null} */
    const kept = tried(() => JSON.parse(localStorage.getItem(KEY) ?? "null"));
    return kept && kept.until > Date.now() && [kept.key, kept.name].every((one) => typeof one === "string") ? kept : null;
  }

  /** Whether the browser does; without a seat, it forgets the one that it had. @type {KeepSeat} */
  function keep(taken) {
    return tried(() => {
      localStorage.removeItem(KEY);
      if (taken) localStorage.setItem(KEY, JSON.stringify({ api: kbApi, until: Date.now() + LASTS, ...taken }));
      return true;
    }) ?? false;
  }

  /** What the class answers; 0 where nothing has come, or something that no class says. @type {AskClass} */
  async function ask(path, body, { key = "", method = "POST", api = kbApi } = {}) {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ANSWER_WITHIN);
    const headers = { "Content-Type": "application/json", ...(key && { Authorization: `Bearer ${key}` }) };
    try {
      const sent = { method, headers, body: body && JSON.stringify(body), signal: late.signal };
      const answer = await fetch(api + path, { cache: "no-store", ...sent });
      const told = await answer.json().catch(() => null);
      return { status: answer.ok && !told ? 0 : answer.status, told: told ?? {} };
    } catch {
      return { status: 0, told: {} };
    } finally {
      clearTimeout(timer);
    }
  }

  return { say, tell, seat, keep, ask, tried };
})();
