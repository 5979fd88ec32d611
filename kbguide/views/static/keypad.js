// A number pad. For a call it sends each digit; for a PIN it keeps the digits to itself until "OK" and sends them once.

/** @type {DrawKeypad} */
function draw({ model, root, make, send }) {
  const words = model.get("words");
  const length = model.get("length");
  let typed = "";
  let orderSent = "";

  const dots = make("div", { class: "kb-dots", "aria-hidden": "true" });
  const status = make("p", { class: "kb-vh", role: "status" });
  const pad = make("div", { class: "kb-keys", role: "group", "aria-label": words.pad });
  const options = make("div", "kb-stack-small");
  const ordered = addOption(words.ordered, true, drawKeys);
  const shown = addOption(words.shown, false, showTyped);
  root.classList.add("kb-keypad");

  function press(key = "") {
    if (!length) return send({ type: "key", key });
    if (key === "erase") typed = typed.slice(0, -1);
    else if (key === "ok") {
      const order = model.get("order"); // another one with each answer
      if (!typed && order === orderSent) return;
      send({ type: "pin", value: typed });
      typed = "";
      orderSent = order;
      showTyped();
      status.textContent = ""; // else heard before what became of it
      return;
    } else if (typed.length < length) typed += key;
    showTyped();
  }

  function showTyped() {
    dots.hidden = status.hidden = options.hidden = !length;
    if (!length) return;
    const look = shown.checked ? "is-shown" : "";
    dots.replaceChildren(...Array.from({ length }, (_, i) =>
      make("i", `${typed[i] ? "on" : ""} ${look}`, look && typed[i])));
    status.textContent = words.count.replace("{count}", String(typed.length));
  }

  function key(name = "", label = name, look = "") {
    return make("button", {
      type: "button",
      class: `jupyter-button kb-key ${look}`,
      // The second click of a double click would send an empty number.
      onclick: ({ detail }) => { if (name !== "ok" || detail < 2) press(name); },
    }, label);
  }

  function drawKeys() {
    const order = ordered.checked ? "1234567890" : model.get("order");
    const digits = [...order].map((digit) => key(digit));
    const word = "kb-key--word";
    const end = length ? key("ok", words.ok, `${word} kb-key--go`) : key("hang-up", words.end, `${word} kb-key--end`);
    pad.replaceChildren(...digits.slice(0, 9), key("erase", words.erase, word), digits[9], end);
    showTyped();
  }

  /** @type {AddOption} */
  function addOption(label, checked, onchange) {
    const box = make("input", { type: "checkbox", checked, onchange });
    options.append(make("label", "kb-tick", box, make("span", {}, label)));
    return box;
  }

  root.addEventListener("keydown", (event) => {
    if (/^\d$/.test(event.key)) press(event.key);
    else if (event.key === "Backspace") press("erase");
    else return;
    event.preventDefault();
  });
  // What is pressed while an answer is on its way stays.
  model.on("change:order", () => ordered.checked || drawKeys());
  model.on("change:token", () => {
    typed = "";
    showTyped();
  });
  root.append(dots, status, pad, options);
  drawKeys();
}

/** @type {KeypadScript} */
export default { initialize: ({ model }) => void model.set("draw", Object.create({ draw })) };
