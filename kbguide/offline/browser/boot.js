// Begins to fetch Python before anything else of the page is read, and keeps what the worker says until alone.js hears it.
"use strict";
window.kbguideAlone = (() => {
  const { kbWorker, kbFiles } = document.querySelector("[data-kb-worker]").dataset;
  const SMALL = 1; // GB; the page takes 170 MB
  /** What this browser lacks: forms cannot be had then, and nothing is fetched in vain. @returns {Lack | ""} */
  function lacking() {
    // Whatever has these has workers made of modules, too; but for Firefox 113, where the worker says that it has failed.
    const known = [window.WebAssembly?.Exception, window.Worker, window.DecompressionStream, window.TransformStream];
    if (!known.every(Boolean)) return "old";
    return (navigator.deviceMemory ?? SMALL) < SMALL ? "small" : "";
  }

  const lack = lacking();
  if (lack) return { lack };
  /** @type {GuideWorker} */
  const worker = new Worker(kbWorker, { type: "module" });
  /** @type {MessageEvent<ToPage>[]} */
  const heard = [];
  worker.onmessage = (event) => void heard.push(event);
  worker.onerror = () => void heard.push(new MessageEvent("message", { data: { failed: "the worker" } }));
  // A script of the page that does not come says nothing by itself.
  addEventListener("error", ({ target }) => {
    if (target instanceof HTMLScriptElement)
      for (const slot of document.querySelectorAll("[data-kb-slot]")) window.kbguide.explain(slot, "failed");
  }, true);
  worker.postMessage({ begin: document.documentElement.lang, files: JSON.parse(kbFiles) });
  return { worker, heard };
})();
