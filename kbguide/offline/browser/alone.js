// The page's side: puts what the worker makes into the places of the page, and says how far it is.
import { Manager } from "./manager.js";

/** @type {Cells} */
const { code, shown } = JSON.parse(document.querySelector("#kb-cells").textContent);
const SILENT = 20000; // ms without a word from the worker
const slots = [...document.querySelectorAll("[data-kb-slot]")];

/** The open page's places first, in the order in which they stand, then the others. */
function inOrder() {
  /** @param {HTMLElement} slot */
  const shown = (slot) => Number(!slot.closest(".kb-chapter:not([hidden])"));
  return [...slots].sort((one, other) => shown(one) - shown(other)).map((slot) => Number(slot.dataset.kbSlot));
}

/** @param {"failed" | "silent" | Lack} why */
function explain(why) {
  slots.forEach((slot) => window.kbguide.explain(slot, why));
}

/** A quiet bar where a form will be: how much of it has come. @type {TellLoaded} */
function showProgress(loaded, all) {
  for (const box of document.querySelectorAll(".kb-soon")) {
    const bar = box.querySelector("progress");
    const words = box.querySelector(".kb-soon__size");
    if (!bar || !words) continue;
    bar.value = loaded / all;
    words.textContent = words.dataset.kbText.replace("{loaded}", (loaded / 1e6).toFixed(1)).replace("{all}", (all / 1e6).toFixed(1));
  }
}

/** Keep the guide for later visits, and offer a newer one when there is one. */
async function stay() {
  performance.mark("kb-live");
  const kept = navigator.serviceWorker;
  const registration = await kept?.register(new URL("../../service-worker.js", import.meta.url)).catch(() => null);
  if (!registration) return; // this browser keeps nothing for us: it is fetched anew each time
  const offer = () => { if (registration.waiting && kept.controller) offerNewer(registration); };
  const watch = () => registration.installing?.addEventListener("statechange", offer);
  offer();
  watch(); // it may be on its way already
  registration.addEventListener("updatefound", watch);
}

/** One quiet line; the style sheet hides it while a run is on. @param {ServiceWorkerRegistration} registration */
function offerNewer(registration) {
  if (document.querySelector(".kb-newer")) return;
  document.body.prepend(document.querySelector("#kb-newer").content.cloneNode(true));
  document.querySelector(".kb-newer button")?.addEventListener("click", () => {
    const { waiting } = registration; // meanwhile it may be a newer one still, or taken in another tab
    if (!waiting) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    waiting.postMessage("take over");
  });
}

// The browser would ask by itself, at a moment of its own; here a button waits until somebody wants it.
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const button = document.querySelector("[data-kb-install]");
  button.hidden = false;
  button.onclick = () => event.prompt().then(() => { button.hidden = true; });
});

/** @param {Begun} begun */
function start({ worker, heard }) {
  const manager = new Manager((said) => worker.postMessage({ hear: JSON.stringify(said) }), import.meta.url);
  /** @type {Promise<unknown>} */
  let last = Promise.resolve(); // one after the other: a message may be for a model that is only coming
  /** @param {() => unknown} work */
  const whenDone = (work) => { last = last.then(work).catch((why) => { console.error(why); explain("failed"); }); };

  /** @param {Taken} taken */
  async function take({ opened, said, shown: made = {} }) {
    await manager.open(opened);
    for (const one of said) manager.hear(one);
    const filled = slots.filter((slot) => slot.dataset.kbSlot in made);
    await Promise.all(filled.map((slot) => manager.draw(made[slot.dataset.kbSlot], slot)));
  }

  let silence = 0; // the timer: a line may hang without breaking
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => explain("silent"), SILENT);
  };

  /** @type {Heard} */
  const hear = ({ data }) => {
    listen();
    if ("loaded" in data) showProgress(data.loaded, data.all);
    if ("text" in data) whenDone(() => take(JSON.parse(data.text)));
    if ("ready" in data) whenDone(() => void stay()); // nobody waits for it: the line may be slow
    if ("failed" in data) whenDone(() => { throw data.failed; });
    if ("mark" in data) performance.mark(data.mark, { startTime: Math.max(0, data.at + data.origin - performance.timeOrigin) }); // a clock may be set back
  };
  listen();
  worker.onmessage = hear;
  worker.onerror = () => explain("failed");
  heard.splice(0).forEach(hear);
  worker.postMessage({ code, show: inOrder().map((number) => [number, shown[number]]) });
}

// Shown again as it was left, the page would not know what was done since, and write over it.
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

const begun = window.kbguideAlone;
if (!begun) explain("failed");
else if ("lack" in begun) explain(begun.lack);
else start(begun);
