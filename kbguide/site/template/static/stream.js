// What the board and the big screen read from the server, as one state whose ages go on counting by themselves.
"use strict";
window.kbFollow = (draw) => {
  const SILENCE = 40000; // ms after which the connection counts as lost: the server gives a sign of life every 15 s
  const PATIENCE = 15000; // ms until an order has not arrived
  const WAITS = [1000, 2000, 5000]; // ms until it is tried again
  const main = document.querySelector("main");
  const api = main.dataset.kbApi;
  const headers = { Authorization: `Bearer ${location.hash.slice(1)}` };
  const lang = document.documentElement.lang === "en" ? "en" : "ko";
  let heard = performance.now();
  /** @type {Record<string, number>} */
  const got = {}; // when each part of the state came

  /** @type {ClassLink} */
  const link = {
    find: (selector, from = document) => from.querySelector(selector),
    all: (selector, from = document) => [...from.querySelectorAll(selector)],
    lang,
    data: JSON.parse(document.querySelector("#kb-class-data").text),
    words: JSON.parse(document.querySelector("#kb-class-words").text),
    state: null,
    taken: new Map(),
    gone: false,
    lost: null,
    age: (seconds, since) => seconds + (performance.now() - since) / 1000,
    ageOf: (part, seconds) => link.age(seconds, got[part]),
    clock: (age) => new Date(Date.now() - age * 1000).toLocaleTimeString(lang, { hour: "numeric", minute: "2-digit" }),
    fill: (text, names) => text.replace(/\{(\w+)\}/g, (_, name) => String(names[name])),
    write: (node, text) => { // only what has changed, so that nothing is told twice
      if (node && node.textContent !== text) node.textContent = text;
    },
    blindSince: () => {
      const seconds = link.lost === null ? link.state?.blind ?? null : (performance.now() - link.lost) / 1000;
      return seconds === null ? "" : link.clock(link.lost === null ? link.ageOf("blind", seconds) : seconds);
    },
    ask: async (path, body) => {
      const given = body && { method: "POST", body: JSON.stringify(body) };
      const type = { "Content-Type": "application/json" };
      const answer = await fetch(api + path, {
        ...given, headers: { ...headers, ...(body && type) }, cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    },
  };

  /** @type {(event: ClassEvent, first: boolean) => void} */
  function take(event, first) {
    const now = performance.now();
    const { taken = [], left = [], ...parts } = event;
    if (first) link.taken.clear();
    link.state = /** @type {ClassState} */ (first ? parts : { ...link.state, ...parts });
    for (const part of Object.keys(parts)) got[part] = now;
    for (const seat of taken) link.taken.set(seat.seat, { ...seat, got: now });
    for (const seat of left) link.taken.delete(seat);
    link.lost = null;
    draw();
  }

  /** Until the connection ends; says whether anything was read. */
  async function read() {
    const stop = new AbortController();
    let timer = 0;
    let first = true;
    const listen = () => {
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), SILENCE);
    };
    listen();
    try {
      const answer = await fetch(`${api}board`, { headers, cache: "no-store", signal: stop.signal });
      link.gone = answer.status === 404;
      if (!answer.ok || !answer.body) return false;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ;) {
        const { done, value } = await reader.read();
        if (done) break;
        listen();
        heard = performance.now();
        const events = (rest + value).split("\n\n");
        rest = events.pop() ?? "";
        for (const event of events) {
          if (!event.startsWith("data:")) continue; // a sign of life
          take(JSON.parse(event.slice(5)), first);
          first = false;
        }
      }
    } catch {
      // cut, or silent for too long: both are tried again
    }
    clearTimeout(timer);
    return !first;
  }

  async function follow() {
    for (let tries = 0; ; tries += 1) {
      if (await read()) tries = 0;
      if (!link.gone) link.lost ??= heard;
      draw();
      if (link.gone) return;
      await new Promise((go) => setTimeout(go, WAITS[Math.min(tries, WAITS.length - 1)]));
    }
  }

  addEventListener("hashchange", () => location.reload()); // another key
  setInterval(draw, 1000); // ages
  follow();
  return link;
};
