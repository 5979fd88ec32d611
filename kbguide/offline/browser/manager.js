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

/** One widget's line. The worker answers in order, so what waits for "idle" may go on at once. */
class Line {
  constructor(lines, id, send) {
    Object.assign(this, { lines, comm_id: id, target_name: "jupyter.widget", post: send });
    lines.set(id, this);
  }

  open() { return ""; }

  send(data, callbacks) {
    this.post({ comm_id: this.comm_id, data });
    queueMicrotask(() => callbacks?.iopub?.status?.({ content: { execution_state: "idle" } }));
    return "";
  }

  close() {
    this.lines.delete(this.comm_id);
    return "";
  }

  on_msg(hear) { this.hear = hear; }

  on_close() {}
}

/** Makes models and views as Jupyter's own managers do, from what the worker says. */
export class Manager extends ManagerBase {
  /** @param {(said: object) => void} send to the worker; `scripts` is where the widgets' own scripts are */
  constructor(send, scripts) {
    super();
    Object.assign(this, { post: send, scripts, lines: new Map(), anywidget: anywidget(base) });
  }

  async loadClass(name, module) {
    const known = { "@jupyter-widgets/base": base, "@jupyter-widgets/controls": CONTROLS, anywidget: await this.anywidget };
    const found = known[module]?.[name];
    if (!found) throw new Error(`no widget ${module} ${name}`);
    return found;
  }

  async _get_comm_info() { return {}; }

  async _create_comm(_, id) { return new Line(this.lines, id, this.post); }

  /** Make the models that are new, all at once: one may hold another. */
  open(opened) {
    return Promise.all(Object.entries(opened).map(([id, state]) => {
      if ("_esm" in state) state._esm = new URL(state._esm, this.scripts).href;
      return this.new_model({
        model_id: id,
        model_name: state._model_name,
        model_module: state._model_module,
        model_module_version: state._model_module_version,
        comm: new Line(this.lines, id, this.post),
      }, state);
    }));
  }

  /** A message from the worker to one of the models. */
  hear({ id, kind, data }) {
    if (kind === "comm_msg") this.lines.get(id)?.hear?.({ content: { comm_id: id, data }, buffers: [], metadata: {}, parent_header: {}, header: {} });
  }

  /** Draw a widget in a place of the page. */
  async draw(id, place) {
    const view = await this.create_view(await this.get_model(id));
    const node = view.luminoWidget;
    MessageLoop.sendMessage(node, Widget.Msg.BeforeAttach);
    place.append(node.node);
    MessageLoop.sendMessage(node, Widget.Msg.AfterAttach);
  }
}
