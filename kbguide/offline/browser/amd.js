// anywidget comes as a module of the older kind, which hands itself to `define`: imported before it, this keeps it.
let define;
globalThis.define = (_, factory) => { define = factory; };
/** What anywidget's factory makes of the base library. */
export const anywidget = (base) => define(base);
