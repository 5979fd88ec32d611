// What no widget draws: style sheet and icons for JupyterLab, the focus, the place that is kept, the way out of a run, and
// a word when the kernel is gone.

const KEY = "kbguide";
const DEVICE = "kbguide-device"; // there when the learner wants the place kept on this device
const LONGEST = 1e6; // bytes; with a message that is longer (hosting/channel.py) the socket would break
const FRAMED = ["kb-size", "kb-read"]; // the text size and the parts that were opened, which the frame keeps
const DARK = "@media screen and (prefers-color-scheme: dark)";
const TRY = "#try"; // the address of the identity call alone
const FRAMES = 40; // how long to wait for what is to be focused: widgets draw one after another
const SERVED = document.querySelector("link[data-kbguide]");
const SEATS = SERVED?.dataset.kbguide; // "" without a server
const CALM = 2; // seats that are left before the page takes one by itself
const PING_EVERY = 3000; // ms
const ANSWER_WITHIN = 5000; // ms
const REPLACED = "kbguide-anew"; // said to the guide that was on the page before
const RESTART = '[data-command="notebook:restart-run-all"]'; // JupyterLab's own button

/** JupyterLab has a theme of its own, whatever the system prefers. */
function withTheme(css = "") {
  const dark = document.body.dataset.jpThemeLight === "false";
  const ours = css.replaceAll(DARK, dark ? "@media screen" : "@media not all");
  return `${ours}\n.kb-app { color-scheme: ${dark ? "dark" : "light"}; }`;
}

// A run stands in two chapters, with the same ids: what follows a word is what opens.
document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element && target.closest("button");
  if (!button) return;
  if (button.matches(".kb-term, .kb-opens")) button.popoverTargetElement = button.nextElementSibling;
  else if (button.popoverTargetAction === "hide") button.popoverTargetElement = button.closest("[popover]");
}, true);

const bare = (text = "") => text.toLowerCase().replace(/\s/g, "");

// A field above a list leaves what has the words typed.
document.addEventListener("input", ({ target }) => {
  const list = target instanceof HTMLInputElement && target.closest(".kb-find");
  if (!list) return;
  const words = target.value.split(/\s/).map(bare);
  const left = [...list.querySelectorAll(".kb-entry")].filter((one) => {
    one.hidden = !words.every((word) => bare(one.textContent).includes(word));
    return !one.hidden;
  });
  const [said] = list.querySelectorAll(".kb-found");
  const { kbAll, kbFound, kbNone } = said.dataset;
  const some = left.length ? kbFound.replace("{count}", String(left.length)) : kbNone;
  said.textContent = words.join("") ? some : kbAll;
});

/** @type {Hear} */
const heard = (node) => (node.ariaHidden ? ""
  : node.nodeValue ?? [...node.childNodes].map(heard).join("") + (node.nodeName === "STRONG" ? "" : " "));

// Words that come together with their live region are seldom heard: one that stays says them.
const told = document.createElement("p");
told.className = "kb-told kb-vh";
told.setAttribute("aria-live", "polite");
document.querySelector(".kb-told")?.remove();
document.body.append(told);
new MutationObserver((changes) => changes.forEach(({ target }) => {
  if (!(target instanceof Element && target.matches(".widget-html-content"))) return;
  for (const one of target.querySelectorAll("[role=status]")) {
    one.setAttribute("aria-live", "off"); // else both may be heard
    if (one.offsetParent && heard(one) !== told.textContent) told.textContent = heard(one);
  }
})).observe(document.body, { childList: true, subtree: true });

/** @param {PageModel} model */
function dress(model) {
  if (document.querySelector("[data-kbguide]")) return;
  model.on("msg:custom", ({ css, icons }) => {
    if (!css || document.querySelector("[data-kbguide]")) return;
    const style = document.createElement("style");
    style.dataset.kbguide = "";
    const paint = () => { style.textContent = withTheme(css); };
    new MutationObserver(paint).observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
    paint();
    document.head.append(style);
    document.body.insertAdjacentHTML("beforeend", `<div hidden>${icons}</div>`);
  });
  model.send({ type: "dress" });
}

/** The first of these that is in sight. */
const find = (selector = "") => [...document.querySelectorAll(selector)].find((one) => one.offsetParent);

/** What leaves the run in sight; in JupyterLab no address names its chapter. */
function wayOut() {
  return location.hash === `#${document.documentElement.dataset.kbOpen}` && find(".kb-run [data-name=leave]");
}

/** A run has its own entry in the browser's history: Back asks what the way out asks. */
function hold() {
  if (!history.state && wayOut()) history.pushState(1, "");
}

addEventListener("hashchange", hold);
addEventListener("popstate", () => {
  const out = !history.state && wayOut();
  if (!out) return;
  history.forward();
  out.click();
});

/** Focus what is in sight or comes to be; where that is on another page of the guide, this page opens. */
function focus(selector = "", frames = FRAMES) {
  const node = find(selector);
  if (node) {
    if (!node.matches("[tabindex], button, input, a")) node.tabIndex = -1;
    node.focus();
    if (node.matches(".kb-step-title")) node.closest(".kb-run")?.scrollIntoView(); // it stays in sight: the rest would not
    find(".kb-run .is-next")?.scrollIntoView({ block: "nearest" }); // what is pressed next is in sight
    return hold();
  }
  const away = document.querySelector(`:is(${selector}):not(.kb-off, .kb-off *)`)?.closest(".kb-part, .kb-chapter");
  if (!frames && away) location.hash = away.id;
  if (frames > 0 || away && frames > -FRAMES) requestAnimationFrame(() => focus(selector, frames - 1));
}

/** Some browsers refuse it: then the place lasts as long as the page. @type {UseStorage} */
function storage(use) {
  try {
    return use(sessionStorage, localStorage);
  } catch {
    return null;
  }
}

/** The place: in the tab, and on the device only if the learner has said so. @param {PageModel} model */
function keep(model) {
  const kept = storage((tab, device) => tab.getItem(KEY) ?? device.getItem(KEY));
  const fits = new Blob([JSON.stringify(kept)]).size < LONGEST; // else it is none of ours, which is told
  if (kept) model.send({ type: "restore", kept: fits ? kept : "" });
  else tell(model);
  model.set("device", Boolean(storage((_, device) => device.getItem(DEVICE))));
  model.save_changes();
  model.on("change:kept change:device", () => storage((tab, device) => {
    const state = model.get("kept");
    for (const one of [tab, device]) [KEY, DEVICE].forEach((key) => one.removeItem(key));
    if (state) tab.setItem(KEY, state);
    else FRAMED.forEach((key) => tab.removeItem(key));
    if (!model.get("device")) return;
    device.setItem(DEVICE, "yes");
    if (state) device.setItem(KEY, state);
  }));
}

/** How far somebody is, for `strip.js` in a class. @param {PageModel} model */
function tell(model) {
  document.documentElement.dataset.kbProgress = JSON.stringify(model.get("progress"));
}

/** A tick in the chapter bar, where the page has one. @param {PageModel} model */
function showDone(model) {
  for (const link of document.querySelectorAll("#kb-chapter-list a"))
    link.parentElement?.classList.toggle("is-done", model.get("done").includes(link.hash.slice(1)));
}

/** Whether there is a seat, here or elsewhere. */
const ask = () => (SEATS ? fetch(SEATS, { cache: "no-store" }) : Promise.resolve(new Response()));

/** What brings everything back: in Voila the page again, once the server answers; in JupyterLab its own restart.
 * @type {FindWayBack} */
function findWayBack(words) {
  if (SERVED) return { text: words.text, go: (line) => ask().then(
    () => location.reload(), () => { line.textContent = words.still; }) };
  const restart = document.querySelector(".kb-root")?.closest(".jp-NotebookPanel")?.querySelector(RESTART);
  if (!restart) return { text: words.menu };
  const enter = { key: "Enter", bubbles: true }; // its buttons take no click()
  return { text: words.notebook, go: () => restart.dispatchEvent(new KeyboardEvent("keydown", enter)) };
}

/** The words for a lost connection, with the way back. @param {LostWords} words */
function banner(words) {
  const { text, go } = findWayBack(words);
  const box = document.createElement("div");
  box.className = "kb-app kb-banner kb-banner--lost";
  box.setAttribute("role", "alert");
  box.innerHTML = '<p class="kb-banner__text"><strong></strong><span></span></p>'
    + '<button class="jupyter-button kb-button kb-button--primary" type="button"></button>';
  const [title, line, button] = box.querySelectorAll("strong, span, button");
  const [own, ownLine, ownButton] = document.querySelectorAll("#kb-gone *");
  title.textContent = own?.textContent ?? words.title;
  line.textContent = ownLine?.textContent ?? text;
  button.textContent = ownButton?.textContent ?? words.again;
  if (go) button.onclick = () => go(line);
  else button.remove();
  return box;
}

/** Ask the kernel now and then whether it is there; say so when it is not, and take it back when it answers.
 * @param {PageModel} model */
function watch(model) {
  let waiting = 0; // the timer, while there is no answer
  let answered = false; // while cells are still running, silence means nothing
  let notice = document.createElement("div"); // on the page while the kernel is lost
  let seats = 0; // found since then
  const over = new AbortController(); // when the cells are run again, the guide that comes then takes over
  const { signal } = over;

  const freeze = (inert = true) => document.querySelectorAll(".kb-root").forEach((root) => { root.inert = inert; });

  function stopWaiting() {
    clearTimeout(waiting);
    waiting = 0;
  }

  function onLost() {
    stopWaiting();
    if (notice.isConnected || !answered || signal.aborted) return;
    notice = banner(model.get("words"));
    document.body.prepend(notice);
    freeze();
    notice.querySelector("button")?.focus();
    seats = 0;
    seek();
  }

  /** Go on where there is a seat; what is typed is not lost without a press. A slow kernel is waited for. */
  function seek() {
    if (!SEATS || !notice.isConnected || document.hidden || !document.querySelector(".kb-cut")) return;
    ask().then(({ status }) => status === 204, () => false).then((free) => {
      if (!notice.isConnected || !free && !seats) return;
      const typed = find(".kb-dots .on") || [...document.querySelectorAll(".kb-input")].some(({ value }) => value);
      const ready = typed ? "press" : "ready";
      const [line] = notice.querySelectorAll("span");
      line.textContent = model.get("words")[free ? ready : "text"];
      seats = free ? seats + 1 : 0;
      if (seats > CALM && !typed) location.reload();
    });
  }

  function ping() {
    if (waiting || document.hidden || signal.aborted) return;
    waiting = setTimeout(onLost, ANSWER_WITHIN);
    try {
      model.send({ type: "ping" });
    } catch {
      onLost();
    }
  }

  model.on("msg:custom", ({ pong }) => {
    if (!pong) return;
    hold(); // of a run that was kept
    stopWaiting();
    answered = true;
    if (!notice.isConnected) return;
    notice.remove();
    freeze(false);
  });
  document.dispatchEvent(new Event(REPLACED));
  document.addEventListener(REPLACED, () => {
    over.abort();
    notice.remove();
    clearInterval(asking);
  }, { signal });
  if (SEATS !== "") addEventListener("offline", onLost, { signal });
  addEventListener("online", ping, { signal });
  document.addEventListener("visibilitychange", ping, { signal });
  const asking = setInterval(() => {
    ping();
    seek();
  }, PING_EVERY);
  ping();
}

/** Whoever asks for the call alone gets it as soon as the kernel is there, once. @param {PageModel} model */
function hearTry(model) {
  if (location.hash !== TRY) return;
  location.replace("#practice");
  model.send({ type: "try" });
}

/** @type {Initialize<PageModel>} */
function initialize({ model }) {
  dress(model);
  keep(model);
  hearTry(model);
  addEventListener("hashchange", () => hearTry(model));
  watch(model);
  showDone(model);
  model.on("change:done", () => showDone(model));
  model.on("change:progress", () => tell(model));
  model.on("change:focus", () => requestAnimationFrame(() => requestAnimationFrame(() => focus(model.get("focus").at))));
}

export default { initialize, render() {} };
