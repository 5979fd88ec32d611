// The frame of the page: one chapter at a time, text size, reading aloud, and the places where forms arrive.
// Loaded before the page's words, so that neither the wrong chapter nor the wrong text size is ever seen.
"use strict";
window.voila_heartbeat = () => {};      // Voila writes a call of it into a page that takes long
window.kbguide = (() => {
  const root = document.documentElement;
  const PATIENCE = 20000;      // ms until a missing form is admitted
  const PERCENT = [100, 125, 150, 200];
  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, legend, label, summary, button";
  const TRACES = ["kbguide", "kbguide-device", "kb-size"];
  const voice = window.speechSynthesis;
  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  let title = "";

  root.classList.add("kb-js");
  try {
    root.dataset.kbSize = sessionStorage.getItem("kb-size") || "1";
  } catch {
    root.dataset.kbSize = "1";      // storage is switched off: the size lasts until the page is closed
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
    const seen = (node) => node.checkVisibility() && !node.closest("[aria-hidden=true]") && !find(BLOCKS, node);
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

  // The kernel forgets with the page; what the browser keeps goes here.
  function erase() {
    try {
      for (const kept of [sessionStorage, localStorage]) TRACES.forEach((key) => kept.removeItem(key));
    } catch {
      // storage is switched off: nothing was kept
    }
    history.replaceState(null, "", location.pathname);
    location.reload();
  }

  function target() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return null;      // an address that somebody mistyped
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
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
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
    if (toggle) unfold(toggle.getAttribute("aria-expanded") !== "true");
    if (link) follow(link, event);
  }

  // A link that leaves the page or fetches a file would say goodbye to the kernel under an open page.
  function follow(link, event) {
    if (link.matches("[data-kb-again]")) {
      event.preventDefault();
      location.reload();
    } else if (link.matches(".kb-skip")) {
      event.preventDefault();      // the address keeps naming the chapter
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

  // On a narrow screen a table's rows are shown as cards; each cell then needs the name of its column.
  function nameCells(table) {
    const names = all("thead th", table).map((head) => head.textContent);
    all("tbody tr", table).forEach((row) => {
      [...row.cells].forEach((cell, i) => { if (i) cell.dataset.kbName = names[i]; });
    });
  }

  // Everything that can be read is there; the kernel is still starting.
  function read() {
    title = document.title;
    all(".kb-prose table").forEach(nameCells);
    document.addEventListener("click", press);
    window.addEventListener("hashchange", () => open(true));
    open(false);
    offerVoice();
    voice?.addEventListener?.("voiceschanged", offerVoice);
    all(".kb-slot").forEach((slot) => {
      const line = find(".kb-soon", slot);
      const watch = new MutationObserver(() => {
        if (!find(".jupyter-widgets", slot)) return;
        watch.disconnect();
        line.remove();
      });
      watch.observe(slot, { childList: true, subtree: true });
    });
    setTimeout(() => all(".kb-slot").forEach((slot) => admit(slot, "slow")), PATIENCE);
  }

  // The output of code cell `number` has come down the line, after the words: put it where it belongs.
  function arrive(number) {
    const slot = find(`[data-kb-slot="${number}"]`);
    const output = document.currentScript.previousElementSibling;
    if (slot) slot.append(output);
  }

  // Nothing more will come. A place that got nothing says so.
  function complete() {
    all(".kb-slot").forEach((slot) => {
      if (!find("script", slot)) admit(slot, "failed");
    });
  }

  return { read, arrive, complete };
})();
