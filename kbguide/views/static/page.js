// What a page needs and no widget draws: the style sheet and icons where the page has none (JupyterLab), the focus, and
// the learner's place, kept in this tab until it is closed, so that a reload or the other language goes on from there.

const KEY = "kbguide";
const FRAMES = 40; // how long to wait for what is to be focused: widgets draw one after another

function dress(model) {
  if (document.querySelector("link[data-kbguide], style[data-kbguide]")) return;
  model.on("msg:custom", ({ css, icons }) => {
    if (!css || document.querySelector("style[data-kbguide]")) return;
    const style = document.createElement("style");
    style.dataset.kbguide = "";
    style.textContent = css;
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

/** The tab's storage; some browsers refuse it, and then the place lasts as long as the page. */
function storage(use) {
  try {
    return use(window.sessionStorage);
  } catch {
    return null;
  }
}

function keep(model) {
  const kept = storage((tab) => tab.getItem(KEY));
  if (kept) model.send({ type: "restore", kept });
  model.on("change:kept", () => {
    const state = model.get("kept");
    storage((tab) => (state ? tab.setItem(KEY, state) : tab.removeItem(KEY)));
  });
}

function initialize({ model }) {
  dress(model);
  keep(model);
  model.on("change:focus", () => requestAnimationFrame(() => requestAnimationFrame(() => focus(model.get("focus").at))));
}

export default { initialize, render() {} };
