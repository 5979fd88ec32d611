// What a form and a number pad have in common: they hide, and what they say names the screen that it belongs to.
// All forms have one script, and all pads: one widget brings it, for all; as a method, which is not saved with a notebook.

/** Make an element: CSS classes, or properties and attributes; then children. @type {Make} */
function make(tag, look = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(typeof look === "string" ? { class: look } : look)) {
    if (name in node) Object.assign(node, { [name]: value });
    else node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

/** @type {Render} */
async function render({ model, el: root }) {
  const script = await model.widget_manager.get_model(model.get("script").replace("IPY_MODEL_", ""));
  const draw = script.get("draw")?.draw ?? await new Promise((done) => script.once("change:draw", (_, made) => done(made.draw)));
  const hide = () => root.classList.toggle("kb-off", model.get("off"));
  hide();
  model.on("change:off", hide);
  root.lang = model.get("lang");
  draw({ model, script, root, make, send: (message) => model.send({ ...message, token: model.get("token") }) });
}

export default { render };
