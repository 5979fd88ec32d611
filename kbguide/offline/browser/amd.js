// anywidget comes as a module of the older kind, which hands itself to `define`: imported before it, this keeps it.
/** @type {MakeLibrary} */
let define;
/** @type {Define} */
globalThis.define = (_, factory) => { define = factory; };
/** What anywidget's factory makes of the base library. @type {MakeLibrary} */
export const anywidget = (base) => define(base);
