// The widgets of the page: drawn by the libraries' own views, each with a line to the worker instead of a socket.
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import { BoxModel, BoxView, HBoxModel, HBoxView, VBoxModel, VBoxView } from "@jupyter-widgets/controls/lib/widget_box";
import { ButtonModel, ButtonStyleModel, ButtonView } from "@jupyter-widgets/controls/lib/widget_button";
import { DescriptionStyleModel } from "@jupyter-widgets/controls/lib/widget_description";
import { DropdownModel, DropdownView } from "@jupyter-widgets/controls/lib/widget_selection";
import { HTMLModel, HTMLStyleModel, HTMLView } from "@jupyter-widgets/controls/lib/widget_string";
import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import { anywidget } from "./amd.js";
import "anywidget";

const CONTROLS = {
  BoxModel, BoxView, HBoxModel, HBoxView, VBoxModel, VBoxView, ButtonModel, ButtonStyleModel, ButtonView,
  DescriptionStyleModel, DropdownModel, DropdownView, HTMLModel, HTMLStyleModel, HTMLView,
};

/** One widget's line. The worker answers in order, so what waits for "idle" may go on at once. @implements {Comm} */
class Line {
  target_name = "jupyter.widget";

  /** @param {Map<string, Line>} lines @param {string} id @param {ToPython} send */
  constructor(lines, id, send) {
    this.lines = lines.set(id, this);
    this.comm_id = id;
    this.post = send;
  }

  open() { return ""; }

  /** @param {SaidByWidget["data"]} data @param {Callbacks} [callbacks] */
  send(data, callbacks) {
    this.post({ comm_id: this.comm_id, data });
    queueMicrotask(() => callbacks?.iopub?.status?.({ content: { execution_state: "idle" } }));
    return "";
  }

  close() {
    this.lines.delete(this.comm_id);
    return "";
  }

  /** @param {(message: CommMessage) => void} hear */
  on_msg(hear) { this.hear = hear; }

  on_close() {}
}

/** Makes models and views as Jupyter's own managers do, from what the worker says. */
export class Manager extends ManagerBase {
  /** @param {ToPython} send through the worker @param {string} scripts where the widgets' own scripts are */
  constructor(send, scripts) {
    super();
    this.post = send;
    this.scripts = scripts;
    /** @type {Map<string, Line>} */
    this.lines = new Map();
    this.anywidget = anywidget(base);
    /** The widgets' own scripts. @type {Map<string, Promise<unknown>>} */
    this.came = new Map();
  }

  /** @override @param {string} name @param {string} module @returns {Promise<WidgetClass>} */
  async loadClass(name, module) {
    /** @type {Record<string, Library>} */
    const known = { "@jupyter-widgets/base": base, "@jupyter-widgets/controls": CONTROLS, anywidget: await this.anywidget };
    const found = known[module]?.[name];
    if (!found) throw new Error(`no widget ${module} ${name}`);
    return /** @type {WidgetClass} */ (found);
  }

  /** @override */
  async _get_comm_info() { return {}; }

  /** @override @param {string} _ @param {string} id */
  async _create_comm(_, id) { return new Line(this.lines, id, this.post); }

  /**
   * Make the models that are new, all at once: one may hold another. No more of them come once a script of theirs did not,
   * of which their library says nothing: forms without `page.js` would lose what one does.
   * @param {Taken["opened"]} opened
   */
  open(opened) {
    const made = Object.entries(opened).map(([id, state]) => {
      if (state._esm) {
        const script = state._esm = new URL(state._esm, this.scripts).href;
        if (!this.came.has(script)) this.came.set(script, import(script));
      }
      return this.new_model({
        model_id: id,
        model_name: state._model_name,
        model_module: state._model_module,
        model_module_version: state._model_module_version,
        comm: new Line(this.lines, id, this.post),
      }, state);
    });
    return Promise.all([...made, ...(made.length ? this.came.values() : [])]);
  }

  /** A message from the worker to one of the models. @param {SaidToWidget} said */
  hear({ id, kind, data }) {
    if (kind === "comm_msg") this.lines.get(id)?.hear?.({ content: { comm_id: id, data }, buffers: [], metadata: {}, parent_header: {}, header: {} });
  }

  /** Draw a widget in a place of the page. @param {string} id @param {HTMLElement} place */
  async draw(id, place) {
    const view = await this.create_view(await this.get_model(id));
    const node = view.luminoWidget;
    MessageLoop.sendMessage(node, Widget.Msg.BeforeAttach);
    place.append(node.node);
    MessageLoop.sendMessage(node, Widget.Msg.AfterAttach);
  }
}
