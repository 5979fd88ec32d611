// anywidget comes as a module of the older kind, which hands itself to `define`: imported before it, this keeps it.
/** @type {MakeLibrary} */
let define;
/** @type {Define} */
globalThis.define = (_, factory) => { define = factory; };
/** What anywidget's factory makes of the base library. @type {MakeLibrary} */
export const anywidget = (base) => define(base);

const LONG = 60000; // ms; anywidget gives a widget up after two seconds, and an old phone may need longer for all of them
const timeout = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (after) => timeout(Math.max(after, LONG));
AbortSignal.any ??= (signals) => { // some browsers that run Python have none
  const all = new AbortController();
  for (const one of signals) {
    if (one.aborted) all.abort(one.reason);
    one.addEventListener("abort", () => all.abort(one.reason));
  }
  return all.signal;
};
