// The frame of the page: one part of a chapter at a time, text size, reading aloud, the places where forms arrive.
// Loaded before the words, so that nothing wrong is seen.
"use strict";
window.kbguide = (() => {
  const root = document.documentElement;
  const SLOW = 20000; // ms until a missing form is explained
  const UNDRAWN = "div.lm-Widget:empty:not(.kb-off)";
  const STUCK = 3000; // ms until an empty form is waited for no more
  const OURS = 4000; // above are the server's own codes, see hosting/seats.py
  const PERCENT = [100, 125, 150, 200];
  const SIZE = /^[1-4]$/; // one of these: what else a browser has kept is none
  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, legend, label, summary, button:not(.kb-term, .kb-meaning *)";
  const READ = "kb-read"; // the parts that have been opened in this tab
  const SEAT = "kbguide-class"; // of whoever sits in a class
  const TRACES = ["kbguide", "kbguide-device", "kb-size", READ, SEAT];
  const voice = window.speechSynthesis;
  /** @type {Find} */
  const find = (selector, from = document) => from.querySelector(selector);
  /** @type {FindAll} */
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  let title = "";
  let leaving = false; // then the kernel goes because the page does, which is no news

  // The server says why it closes the socket; else the page would find out by itself, and later.
  window.WebSocket = class extends WebSocket {
    /** @param {SocketArguments} given */
    constructor(...given) {
      super(...given);
      this.addEventListener("open", () => root.classList.remove("kb-cut"));
      this.addEventListener("close", (event) => {
        root.classList.add("kb-cut");
        if (leaving) event.stopImmediatePropagation(); // else Voila would look for the kernel
        else if (event.code > OURS) onClosed(event.code);
      });
    }
  };

  addEventListener("beforeunload", () => { leaving = true; });

  function onClosed(code = 0) {
    dispatchEvent(new Event("offline")); // the page then shows its words for a lost connection
    const words = all(`#kb-${code} *`);
    all(".kb-banner--lost p > *").forEach((one, i) => { one.textContent = (words[i] ?? one).textContent; });
  }

  root.classList.add("kb-js");
  root.classList.toggle("kb-kept", Boolean(tried(() => sessionStorage.kbguide ?? localStorage.kbguide)));
  root.classList.toggle("kb-seated", Boolean(tried(() => localStorage.getItem(SEAT))));
  root.dataset.kbSize = tried(() => sessionStorage.getItem("kb-size")?.match(SIZE)?.[0]) || "1";

  /** What the browser may refuse, storage for one: then things last as long as the page. @type {Try} */
  function tried(use) {
    try {
      return use();
    } catch {
      return null;
    }
  }

  function resize(step = 0) {
    const size = Math.min(PERCENT.length, Math.max(1, Number(root.dataset.kbSize) + step));
    root.dataset.kbSize = String(size);
    find("#kb-size-now").textContent = `${PERCENT[size - 1]}%`;
    tried(() => sessionStorage.setItem("kb-size", root.dataset.kbSize));
  }

  // With the browser's own voice, from the top of what is shown; pressed again, it stops.
  function speak() {
    const button = find("[data-kb-speak]");
    const speaking = button.matches("[aria-pressed=true]");
    stopSpeaking();
    if (speaking) return;
    button.setAttribute("aria-pressed", "true");
    const lines = all(BLOCKS, find(".kb-chapter:not([hidden])")).filter((node) => (node.checkVisibility?.() ?? node.offsetParent)
      && !node.closest("[aria-hidden=true]") && !find(BLOCKS, node) && node.innerText.trim());
    for (const node of lines) {
      const said = new SpeechSynthesisUtterance(node.innerText);
      said.lang = node.closest("[lang]")?.lang ?? "";
      if (node === lines.at(-1)) said.onend = stopSpeaking;
      voice.speak(said);
    }
  }

  function stopSpeaking() {
    voice?.cancel();
    find("[data-kb-speak]").setAttribute("aria-pressed", "false");
  }

  function offerVoice() {
    find("[data-kb-speak]").hidden = !voice?.getVoices().length;
  }

  // The kernel goes with it.
  function erase() {
    tried(() => [sessionStorage, localStorage].forEach((kept) => TRACES.forEach((key) => kept.removeItem(key))));
    history.replaceState(null, "", "#erased");
    scrollTo(0, 0);
    location.reload();
  }

  /** Tick the parts that have been opened in this tab. */
  function tick(opened = "") {
    const read = new Set(tried(() => sessionStorage.getItem(READ))?.split(" "));
    if (opened) tried(() => sessionStorage.setItem(READ, [...read.add(opened)].join(" ")));
    for (const link of all(".kb-parts a")) link.parentElement?.classList.toggle("is-done", read.has(link.hash.slice(1)));
  }

  /** What the address names: a chapter, one of its parts, or something inside. */
  function open(moveFocus = false) {
    // Somebody may have mistyped the address.
    const asked = tried(() => document.getElementById(decodeURIComponent(location.hash.slice(1))));
    const chapter = asked?.closest(".kb-chapter") || find(".kb-chapter");
    if (!chapter) return;
    const part = asked?.closest(".kb-part");
    for (const one of all(".kb-chapter")) one.hidden = one !== chapter;
    for (const one of all(".kb-part")) one.classList.toggle("is-open", one === part);
    root.classList.toggle("kb-in-part", Boolean(part));
    const name = find("h1", chapter);
    const heading = part ? find("h2", part) : name;
    for (const link of all("#kb-chapter-list a")) {
      const here = link.hash === `#${chapter.id}`;
      link.parentElement?.classList.toggle("is-current", here);
      link.ariaCurrent = here ? "page" : null;
    }
    find("#kb-chapter-name").textContent = name.textContent;
    find("#kb-chapter-count").textContent = chapter.dataset.kbCount;
    find("a[data-kb-language]").hash = `#${(asked ?? chapter).id}`;
    root.dataset.kbOpen = chapter.id;
    document.title = `${heading.textContent} — ${title}`;
    tick(part?.id);
    unfoldMenu(false);
    stopSpeaking();
    if (!moveFocus) return;
    const inside = asked && asked !== chapter && asked !== part;
    if (inside) asked.scrollIntoView();
    else scrollTo(0, 0);
    (inside ? asked : heading).focus({ preventScroll: true });
  }

  /** Whoever sits in a class has a strip, where the site has classes. */
  function sit() {
    const strip = find("#kb-strip");
    if (!strip) root.classList.remove("kb-seated");
    else if (root.matches(".kb-seated")) strip.replaceWith(strip.content);
  }

  function unfoldMenu(open = true) {
    find(".kb-chapters__toggle").setAttribute("aria-expanded", String(open));
  }

  /** @param {Event} event */
  function onClick(event) {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const step = target.closest("[data-kb-step]");
    const toggle = target.closest(".kb-chapters__toggle");
    const link = target.closest("a[href]");
    if (step) resize(Number(step.dataset.kbStep));
    if (target.closest("[data-kb-speak]")) speak();
    if (target.closest("[data-kb-erase]")) erase();
    if (target.closest("[data-kb-print]")) print();
    if (toggle) unfoldMenu(toggle.matches("[aria-expanded=false]"));
    if (link) follow(link, event);
  }

  /** A link that leaves the page or fetches a file would say goodbye to the kernel; some come back to it. @type {Follow} */
  function follow(link, event) {
    if (link.matches("[data-kb-again]")) {
      event.preventDefault();
      location.reload();
    } else if (link.matches(".kb-skip")) {
      event.preventDefault(); // the address keeps naming the chapter
      find("#kb-main").focus();
    } else if (link.matches("[href^='#']")) {
      if (link.hash === location.hash) open(true);
    } else if (!link.matches("[data-kb-language], [data-kb-back]")) {
      link.target = "_blank";
      link.rel = "noopener";
    }
  }

  /** @type {Explain} */
  function explain(slot, why) {
    const line = find(".kb-soon", slot);
    const words = find(`#kb-${why}`);
    if (!line || !words || !["slow", "silent", undefined].includes(line.dataset.kbState)) return;
    line.dataset.kbState = why;
    slot.classList.remove("is-coming"); // what stands below is not kept waiting
    line.replaceChildren(words.content.cloneNode(true));
  }

  // The words are there; the kernel is still starting.
  function read() {
    const known = !find("#kb-blocked") || tried(() => document.cookie.includes("_xsrf")); // to the server, by its cookies
    title = document.title;
    root.classList.add("kb-read");
    for (const table of all(".kb-prose table")) {
      const names = all("thead th", table).map((head) => head.textContent);
      // On a narrow screen rows are cards; each cell then needs its column's name.
      for (const row of all("tbody tr", table)) [...row.cells].forEach((cell, i) => { if (i) cell.dataset.kbName = names[i]; });
    }
    document.addEventListener("click", onClick);
    addEventListener("hashchange", () => open(true));
    find(".kb-help").open = matchMedia("(min-width: 62em)").matches;
    sit();
    open();
    offerVoice();
    voice?.addEventListener?.("voiceschanged", offerVoice);
    for (const slot of all(".kb-slot")) {
      let settling = 0;
      const watch = new MutationObserver(() => {
        if (!find(".jupyter-widgets", slot)) return;
        find(".kb-soon", slot)?.remove();
        clearTimeout(settling); // forms come after the words beside them
        settling = setTimeout(() => {
          watch.disconnect();
          slot.classList.remove("is-coming");
        }, find(UNDRAWN, slot) ? STUCK : 20);
      });
      watch.observe(slot, { childList: true, subtree: true });
      if (!known) explain(slot, "blocked");
      setTimeout(() => explain(slot, "slow"), SLOW);
    }
  }

  // Put each output where it belongs. A place that got nothing says so.
  function complete() {
    for (const output of all("[data-kb-output]")) find(`[data-kb-slot="${output.dataset.kbOutput}"]`)?.append(output);
    for (const slot of all(".kb-slot")) if (!find("script", slot)) explain(slot, "failed");
  }

  return { read, complete, explain, find, all, tried };
})();
