// What a page needs and no widget draws: style sheet and icons where it has none (JupyterLab), the focus, the learner's
// place, kept so that a reload or the other language goes on from there, and a word when the kernel is gone.

const KEY = "kbguide";
const DEVICE = "kbguide-device"; // there when the learner wants the place kept on this device
const SIZE = "kb-size"; // the text size, which the frame keeps
const DARK = "@media screen and (prefers-color-scheme: dark)";
const FRAMES = 40; // how long to wait for what is to be focused: widgets draw one after another
const EVERY = 3000; // ms between two questions whether the kernel is there
const PATIENCE = 5000; // ms for its answer
const ANEW = "kbguide-anew"; // said to the guide that was on the page before
const RESTART = '[data-command="notebook:restart-run-all"]'; // JupyterLab's own button

/** JupyterLab has a theme of its own, whatever the system prefers. */
function themed(css) {
  const dark = document.body.dataset.jpThemeLight === "false";
  const ours = css.replaceAll(DARK, dark ? "@media screen" : "@media not all");
  return `${ours}\n.kb-app { color-scheme: ${dark ? "dark" : "light"}; }`;
}

// A run stands in two chapters, with the same ids: what follows a word is what opens.
document.addEventListener("click", ({ target }) => {
  if (target.matches(".kb-term")) target.popoverTargetElement = target.nextElementSibling;
  else if (target.matches(".kb-meaning button")) target.popoverTargetElement = target.parentElement;
}, true);

function dress(model) {
  if (document.querySelector("link[data-kbguide], style[data-kbguide]")) return;
  model.on("msg:custom", ({ css, icons }) => {
    if (!css || document.querySelector("style[data-kbguide]")) return;
    const style = document.createElement("style");
    style.dataset.kbguide = "";
    const paint = () => { style.textContent = themed(css); };
    new MutationObserver(paint).observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
    paint();
    const sprite = document.createElement("div");
    sprite.hidden = true;
    sprite.innerHTML = icons;
    document.head.append(style);
    document.body.append(sprite);
  });
  model.send({ type: "dress" });
}

function focus(selector, frames = FRAMES) {
  const node = [...document.querySelectorAll(selector)].find((one) => one.offsetParent !== null);
  if (node) {
    if (!node.hasAttribute("tabindex") && !node.matches("button, input, a")) node.tabIndex = -1;
    node.focus();
  } else if (frames > 0) requestAnimationFrame(() => focus(selector, frames - 1));
}

/** Use the browser's storage; some refuse it, and then the place lasts as long as the page. */
function storage(use) {
  try {
    return use(window.sessionStorage, window.localStorage);
  } catch {
    return null;
  }
}

/** The place: in the tab, and on the device only if the learner has said so. */
function keep(model) {
  const kept = storage((tab, device) => tab.getItem(KEY) ?? device.getItem(KEY));
  if (kept) model.send({ type: "restore", kept });
  model.set("device", Boolean(storage((_, device) => device.getItem(DEVICE))));
  model.save_changes();
  model.on("change:kept change:device", () => storage((tab, device) => {
    const state = model.get("kept");
    for (const one of [tab, device]) [KEY, DEVICE].forEach((key) => one.removeItem(key));
    if (state) tab.setItem(KEY, state);
    else tab.removeItem(SIZE);
    if (!model.get("device")) return;
    device.setItem(DEVICE, "yes");
    if (state) device.setItem(KEY, state);
  }));
}

/** A tick in the chapter bar, where the page has one. */
function tick(model) {
  document.querySelectorAll("#kb-chapter-list a").forEach((link) => {
    const done = model.get("done").includes(link.hash.slice(1));
    link.parentElement.classList.toggle("is-done", done);
    link.querySelector(".kb-chapters__done").hidden = !done;
  });
}

/** What brings everything back: in Voila the page again, once the server answers; in JupyterLab its own restart. */
function way(words) {
  const page = document.querySelector("link[data-kbguide]");
  if (page) return [words.text, (line) => fetch(page.href, { cache: "no-store" }).then(
    () => location.reload(), () => { line.textContent = words.still; })];
  const restart = document.querySelector(".kb-root")?.closest(".jp-NotebookPanel")?.querySelector(RESTART);
  const enter = () => new KeyboardEvent("keydown", { key: "Enter", bubbles: true }); // its buttons take no click()
  return restart ? [words.notebook, () => restart.dispatchEvent(enter())] : [words.menu];
}

/** The words for a lost connection, with the way back. */
function banner(words) {
  const box = document.createElement("div");
  const text = document.createElement("p");
  const title = document.createElement("strong");
  const line = document.createElement("span");
  const [said, back] = way(words);
  box.className = "kb-app kb-banner kb-banner--lost";
  box.setAttribute("role", "alert");
  text.className = "kb-banner__text";
  title.textContent = words.title;
  line.textContent = said;
  text.append(title, line);
  box.append(text);
  if (!back) return box;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "jupyter-button kb-button kb-button--primary";
  button.textContent = words.again;
  button.addEventListener("click", () => back(line));
  box.append(button);
  return box;
}

/** Ask the kernel now and then whether it is there; say so when it is not, and take it back when it answers. */
function watch(model) {
  let waiting = null;
  let met = false; // while cells are still running, silence means nothing
  let shown = null;
  const over = new AbortController(); // when the cells are run again, the guide that comes then takes over
  const { signal } = over;

  const freeze = (inert) => document.querySelectorAll(".kb-root").forEach((one) => { one.inert = inert; });

  function lose() {
    clearTimeout(waiting);
    waiting = null;
    if (shown || !met || signal.aborted) return;
    shown = banner(model.get("words"));
    document.body.prepend(shown);
    freeze(true);
    shown.querySelector("button")?.focus();
  }

  function ask() {
    if (waiting || document.hidden || signal.aborted) return;
    waiting = setTimeout(lose, PATIENCE);
    try {
      model.send({ type: "ping" });
    } catch {
      lose();
    }
  }

  model.on("msg:custom", ({ pong }) => {
    if (!pong) return;
    clearTimeout(waiting);
    waiting = null;
    met = true;
    if (!shown) return;
    shown.remove();
    shown = null;
    freeze(false);
  });
  document.dispatchEvent(new Event(ANEW));
  document.addEventListener(ANEW, () => {
    over.abort();
    shown?.remove();
    clearInterval(asking);
  }, { signal });
  window.addEventListener("offline", lose, { signal });
  window.addEventListener("online", ask, { signal });
  document.addEventListener("visibilitychange", ask, { signal });
  const asking = setInterval(ask, EVERY);
  ask();
}

function initialize({ model }) {
  dress(model);
  keep(model);
  watch(model);
  tick(model);
  model.on("change:done", () => tick(model));
  model.on("change:focus", () => requestAnimationFrame(() => requestAnimationFrame(() => focus(model.get("focus").at))));
}

export default { initialize, render() {} };
