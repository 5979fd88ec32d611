// The frame of the page: one chapter at a time, text size, reading aloud, and the places where forms arrive.
// Loaded before the words, so that neither the wrong chapter nor the wrong text size is seen.
"use strict";
window.kbguide = (() => {
  const root = document.documentElement;
  const PATIENCE = 20000; // ms until a missing form is admitted
  const UNDRAWN = "div.lm-Widget:empty:not(.kb-off, .kb-root-start > *)";
  const STUCK = 3000; // ms until a form that stays empty is waited for no more
  const GONE = 4001; // codes of the server, see room.py
  const STOPPED = 4002;
  const PERCENT = [100, 125, 150, 200];
  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, legend, label, summary, button:not(.kb-term, .kb-meaning *)";
  const TRACES = ["kbguide", "kbguide-device", "kb-size"];
  const voice = window.speechSynthesis;
  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  let title = "";
  let leaving = false; // then the kernel goes because the page does, which is no news

  // The server says why it closes the line; else the page would find out by itself, and later.
  const Line = window.WebSocket;
  window.WebSocket = class extends Line {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", (event) => {
        if (leaving) event.stopImmediatePropagation(); // else Voila would look for the kernel
        else if (event.code === GONE || event.code === STOPPED) part(event.code);
      });
    }
  };

  window.addEventListener("beforeunload", () => { leaving = true; });

  function part(code) {
    window.dispatchEvent(new Event("offline")); // the page then shows its words for a lost connection
    const banner = find(".kb-banner--lost");
    if (code !== STOPPED || !banner) return;
    for (const tag of ["strong", "span"]) find(tag, banner).textContent = find(`#kb-stopped ${tag}`).textContent;
  }

  root.classList.add("kb-js");
  try {
    root.dataset.kbSize = sessionStorage.getItem("kb-size") || "1";
  } catch {
    root.dataset.kbSize = "1"; // storage is off: the size lasts as long as the page
  }

  function resize(step) {
    const size = Math.min(PERCENT.length, Math.max(1, Number(root.dataset.kbSize) + step));
    root.dataset.kbSize = String(size);
    find("#kb-size-now").textContent = `${PERCENT[size - 1]}%`;
    try {
      sessionStorage.setItem("kb-size", String(size));
    } catch {
      // see above
    }
  }

  // With the browser's own voice, from the top of what is shown; pressed again, it stops.
  function speak(button) {
    const start = button.getAttribute("aria-pressed") !== "true";
    hush();
    if (!start) return;
    button.setAttribute("aria-pressed", "true");
    const seen = (node) => (node.checkVisibility?.() ?? node.offsetParent) && !node.closest("[aria-hidden=true]") && !find(BLOCKS, node);
    const lines = all(BLOCKS, find(".kb-chapter:not([hidden])")).filter((node) => seen(node) && node.innerText.trim());
    lines.forEach((node, i) => {
      const said = new SpeechSynthesisUtterance(node.innerText);
      said.lang = node.closest("[lang]").lang;
      if (i === lines.length - 1) said.addEventListener("end", hush);
      voice.speak(said);
    });
  }

  function hush() {
    voice?.cancel();
    find("[data-kb-speak]").setAttribute("aria-pressed", "false");
  }

  function offerVoice() {
    find("[data-kb-speak]").hidden = !voice?.getVoices().length;
  }

  // The kernel forgets with the page.
  function erase() {
    try {
      for (const kept of [sessionStorage, localStorage]) TRACES.forEach((key) => kept.removeItem(key));
    } catch {
      // nothing was kept, either
    }
    history.replaceState(null, "", location.pathname);
    location.reload();
  }

  function target() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null; // an address that somebody mistyped
    }
  }

  function open(moveFocus) {
    const asked = target();
    const chapter = asked?.closest(".kb-chapter") || find(".kb-chapter");
    if (!chapter) return;
    all(".kb-chapter").forEach((one) => { one.hidden = one !== chapter; });
    const heading = find("h1", chapter);
    all("#kb-chapter-list a").forEach((link) => {
      const here = link.hash === `#${chapter.id}`;
      link.parentElement.classList.toggle("is-current", here);
      link.ariaCurrent = here ? "page" : null;
      find(".kb-chapters__state", link).hidden = !here;
    });
    find("#kb-chapter-name").textContent = heading.textContent;
    find("#kb-chapter-count").textContent = chapter.dataset.kbCount;
    all("a[data-kb-language]").forEach((link) => { link.hash = `#${chapter.id}`; });
    document.title = `${heading.textContent} — ${title}`;
    unfold(false);
    hush();
    if (!moveFocus) return;
    if (asked && asked !== chapter) return asked.scrollIntoView();
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  function unfold(open) {
    find(".kb-chapters__toggle").setAttribute("aria-expanded", String(open));
  }

  function press(event) {
    const step = event.target.closest("[data-kb-step]");
    const toggle = event.target.closest(".kb-chapters__toggle");
    const link = event.target.closest("a[href]");
    const speaker = event.target.closest("[data-kb-speak]");
    if (step) resize(Number(step.dataset.kbStep));
    if (speaker) speak(speaker);
    if (event.target.closest("[data-kb-erase]")) erase();
    if (event.target.closest("[data-kb-print]")) window.print();
    if (toggle) unfold(toggle.getAttribute("aria-expanded") !== "true");
    if (link) follow(link, event);
  }

  // A link that leaves the page or fetches a file would say goodbye to the kernel.
  function follow(link, event) {
    if (link.matches("[data-kb-again]")) {
      event.preventDefault();
      location.reload();
    } else if (link.matches(".kb-skip")) {
      event.preventDefault(); // the address keeps naming the chapter
      find("#kb-main").focus();
    } else if (link.hash && link.href.split("#")[0] === location.href.split("#")[0]) {
      if (link.hash === location.hash) open(true);
    } else if (!link.matches("[data-kb-language]")) {
      link.target = "_blank";
      link.rel = "noopener";
    }
  }

  function admit(slot, why) {
    const line = find(".kb-soon", slot);
    if (!line || line.dataset.kbState === "failed") return;
    line.dataset.kbState = why;
    line.replaceChildren(find(`#kb-${why}`).content.cloneNode(true));
  }

  // On a narrow screen rows are cards; each cell then needs its column's name.
  function nameCells(table) {
    const names = all("thead th", table).map((head) => head.textContent);
    all("tbody tr", table).forEach((row) => {
      [...row.cells].forEach((cell, i) => { if (i) cell.dataset.kbName = names[i]; });
    });
  }

  // The words are there; the kernel is still starting.
  function read() {
    title = document.title;
    root.classList.add("kb-read");
    all(".kb-prose table").forEach(nameCells);
    document.addEventListener("click", press);
    window.addEventListener("hashchange", () => open(true));
    open(false);
    offerVoice();
    voice?.addEventListener?.("voiceschanged", offerVoice);
    all(".kb-slot").forEach((slot) => {
      const line = find(".kb-soon", slot);
      let settling;
      const watch = new MutationObserver(() => {
        if (!find(".jupyter-widgets", slot)) return;
        line.remove();
        clearTimeout(settling); // forms come after the words beside them
        settling = setTimeout(() => {
          watch.disconnect();
          slot.classList.remove("is-coming");
        }, find(UNDRAWN, slot) ? STUCK : 20);
      });
      watch.observe(slot, { childList: true, subtree: true });
    });
    setTimeout(() => all(".kb-slot").forEach((slot) => admit(slot, "slow")), PATIENCE);
  }

  // Put each output where it belongs. A place that got nothing says so.
  function complete() {
    all("[data-kb-output]").forEach((output) => {
      find(`[data-kb-slot="${output.dataset.kbOutput}"]`)?.append(output);
    });
    all(".kb-slot").forEach((slot) => {
      if (!find("script", slot)) admit(slot, "failed");
    });
  }

  return { read, complete };
})();
