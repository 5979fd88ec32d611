// What a form and a number pad have in common: they hide, and what they say names the screen that it belongs to.
// All forms have one script, and all pads: one widget brings it, for all.

/** Make an element: properties, then children (nodes or text). */
function el(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (key === "class") node.className = value;
    else if (key in node && key !== "list") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== ""));
  return node;
}

async function render({ model, el: root }) {
  const held = await model.widget_manager.get_model(model.get("script").replace("IPY_MODEL_", ""));
  const draw = held.get("draw") ?? await new Promise((go) => held.once("change:draw", (_, draw) => go(draw)));
  const hide = () => root.classList.toggle("kb-off", model.get("off"));
  hide();
  model.on("change:off", hide);
  root.lang = model.get("lang");
  draw({ model, root, el, send: (type, content) => model.send({ type, token: model.get("token"), ...content }) });
}

export default { render };
