// A number pad. For a call it sends each digit; for a PIN it keeps the digits to itself until "OK" and sends them once.

function draw({ model, root, el, send }) {
  const words = model.get("words");
  const length = model.get("length");
  let typed = "";
  let sent;
  let shown = false;

  const dots = el("div", { class: "kb-dots", "aria-hidden": "true" });
  const status = el("p", { class: "kb-center", role: "status" });
  const pad = el("div", { class: "kb-keys", role: "group", "aria-label": words.pad });
  const options = el("div", { class: "kb-stack-small" });
  root.classList.add("kb-keypad");

  function press(key) {
    if (!length) return send("key", { key });
    if (key === "erase") typed = typed.slice(0, -1);
    else if (key === "ok") {
      const order = model.get("order"); // another one with each answer
      if (!typed && order === sent) return;
      send("pin", { value: typed });
      typed = "";
      sent = order;
    } else if (typed.length < length) typed += key;
    show();
  }

  function show() {
    dots.hidden = status.hidden = options.hidden = !length;
    if (!length) return;
    const mark = (_, i) => el("i", { class: `${typed[i] ? "on" : ""} ${shown ? "is-shown" : ""}` }, shown ? typed[i] : "");
    dots.replaceChildren(...Array.from({ length }, mark));
    status.textContent = words.count.replace("{count}", typed.length);
  }

  function key(name, label, look = "") {
    const node = el("button", { type: "button", class: `jupyter-button kb-key ${look}` }, label);
    // The second click of a double click would send an empty number.
    node.addEventListener("click", ({ detail }) => name === "ok" && detail > 1 || press(name));
    return node;
  }

  function keys() {
    const order = ordered.checked ? "1234567890" : model.get("order");
    const digits = [...order].map((digit) => key(digit, digit));
    const word = "kb-key--word";
    const left = key("erase", words.erase, word);
    const right = length ? key("ok", words.ok, `${word} kb-key--go`) : key("hang-up", words.end, `${word} kb-key--end`);
    pad.replaceChildren(...digits.slice(0, 9), left, digits[9], right);
    show();
  }

  function option(label, checked, change) {
    const box = el("input", { type: "checkbox", checked });
    box.addEventListener("change", change);
    options.append(el("label", { class: "kb-tick" }, box, el("span", {}, label)));
    return box;
  }

  const ordered = option(words.ordered, true, keys);
  option(words.shown, false, (event) => {
    shown = event.target.checked;
    show();
  });

  root.addEventListener("keydown", (event) => {
    if (/^[0-9]$/.test(event.key)) press(event.key);
    else if (event.key === "Backspace") press("erase");
    else return;
    event.preventDefault();
  });
  // What is pressed while an answer is on its way stays.
  model.on("change:order", () => ordered.checked || keys());
  model.on("change:token", () => {
    typed = "";
    show();
  });
  root.append(dots, status, pad, options);
  keys();
}

export default { initialize: ({ model }) => void model.set("draw", draw) };
