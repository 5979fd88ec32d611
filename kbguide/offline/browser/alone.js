// The page's side: puts what the worker makes into the places of the page, and says how far it is.
import { Manager } from "./manager.js";

const { worker, heard, lack } = window.kbguideAlone;
const { code, shown } = JSON.parse(document.querySelector("#kb-cells").textContent);
const slots = [...document.querySelectorAll("[data-kb-slot]")];
const slotOf = (number) => document.querySelector(`[data-kb-slot="${number}"]`);

/** The open page's places first, in the order in which they stand, then the others. */
function inOrder() {
  const shown = (slot) => Number(!slot.closest(".kb-chapter:not([hidden])"));
  return [...slots].sort((one, other) => shown(one) - shown(other)).map((slot) => Number(slot.dataset.kbSlot));
}

function explain(why) {
  slots.forEach((slot) => window.kbguide.explain(slot, why));
}

/** A quiet bar where a form will be: how much of it has come. */
function showProgress(loaded, all) {
  for (const box of document.querySelectorAll(".kb-soon")) {
    const [bar, words] = box.querySelectorAll("progress, .kb-soon__size");
    if (!bar) continue;
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
  const offer = () => { if (registration.waiting && kept.controller) offerNewer(registration.waiting); };
  offer();
  registration.addEventListener("updatefound", () => registration.installing.addEventListener("statechange", offer));
}

/** One quiet line; the style sheet hides it while a run is on. @param {ServiceWorker} waiting */
function offerNewer(waiting) {
  if (document.querySelector(".kb-newer")) return;
  document.body.prepend(document.querySelector("#kb-newer").content.cloneNode(true));
  document.querySelector(".kb-newer button").onclick = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    waiting.postMessage("take over");
  };
}

// The browser would ask by itself, at a moment of its own; here a button waits until somebody wants it.
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const button = document.querySelector("[data-kb-install]");
  button.hidden = false;
  button.onclick = () => event.prompt().then(() => { button.hidden = true; });
});

function start() {
  const manager = new Manager((said) => worker.postMessage({ hear: JSON.stringify(said) }), import.meta.url);
  let last = Promise.resolve(); // one after the other: a message may be for a model that is only coming
  const whenDone = (work) => { last = last.then(work).catch((why) => { console.error(why); explain("failed"); }); };

  async function take({ opened, said, shown: made }) {
    await manager.open(opened);
    for (const one of said) manager.hear(one);
    await Promise.all(Object.entries(made ?? {}).map(([number, id]) => manager.draw(id, slotOf(number))));
  }

  worker.onmessage = ({ data }) => {
    if (data.loaded) showProgress(data.loaded, data.all);
    if (data.text) whenDone(() => take(JSON.parse(data.text)));
    if (data.ready) whenDone(stay);
    if (data.failed) whenDone(() => { throw data.failed; });
    if (data.mark) performance.mark(data.mark, { startTime: data.at + data.origin - performance.timeOrigin });
  };
  worker.onerror = () => explain("failed");
  heard.splice(0).forEach(worker.onmessage);
  worker.postMessage({ code, show: inOrder().map((number) => [number, shown[number]]) });
}

if (lack) explain(lack);
else start();
