// A form: fields, an error summary, buttons. What is typed stays in the page until it is sent, and is sent as one message,
// never as widget state; what looks like somebody's real number is not sent at all. No name tells a browser or
// a keeper of passwords what a field is for.

const BAR = 80; // px

/** @type {DrawForm} */
function draw({ model, script, root, make, send }) {
  const form = make("form", { class: "kb-form", noValidate: true, onchange: markPicked });
  const summary = make("div", "kb-summary");
  const prefix = `kb-form-${Math.random().toString(36).slice(2)}`; // two kernels may have a form on one page
  /** @type {Map<string, FormPart>} */
  const parts = new Map();
  const kinds = { choice, tick, area: line, text: line, digits: line, secret: line };
  root.classList.add("kb-form-root");
  root.append(form);

  /** Text with **bold** words. */
  function rich(text = "") {
    return text.split("**").map((part, i) => (i % 2 ? make("strong", {}, part) : part));
  }

  function icon(name = "") {
    const innerHTML = `<svg class="kb-i" aria-hidden="true"><use href="#kb-i-${name}"/></svg>`;
    return make("template", { innerHTML }).content;
  }

  /** The guard that takes what is typed for somebody's real number. @type {FindGuard} */
  function guardAgainst(typed, { apart, length }) {
    let digits = typed.replace(new RegExp(apart ?? "", "g"), "").normalize("NFKC");
    for (const { where, rows } of script.get("numerals")) {
      const signs = [...rows.join("")];
      /** @param {string} sign */
      const read = (sign) => (signs.includes(sign) ? String(signs.indexOf(sign) % 10) : sign);
      digits = digits.replace(new RegExp(where, "gu"), (run) => run.replace(/./gu, read));
    }
    digits = digits.replace(/\D/g, "");
    return script.get("guards").find(
      (guard) => (guard.length ?? length) === length && new RegExp(`^(?:${guard.pattern})$`).test(digits),
    );
  }

  function values() {
    /** @type {Record<string, string>} */
    const found = {};
    for (const [name, { field, inputs }] of parts) {
      const input = ["choice", "tick"].includes(field.kind) ? inputs.find((one) => one.checked) : inputs[0];
      found[name] = input?.value ?? "";
    }
    return found;
  }

  /** @type {DrawField} */
  function choice(field, id, hint, error) {
    const list = make("div", "kb-choice__list");
    const inputs = field.options?.map((option) => {
      const onchange = () => send({ type: "picked", field: field.name, value: option.id });
      const input = make("input", { type: "radio", name: id, value: option.id, onchange });
      const about = option.hint && make("small", {}, option.hint);
      list.append(make("label", "kb-radio", input, make("span", {}, ...rich(option.label), about)));
      return input;
    }) ?? [];
    const spans = field.caption?.map((part) => make("span", {}, part));
    const caption = spans && make("p", "kb-caption", ...spans);
    const label = field.heading ? make("h2", { class: "kb-question", tabIndex: -1 }, field.label) : field.label;
    const legend = make("legend", field.heading ? "" : "kb-field__label", caption, label);
    const holder = make("fieldset", {}, legend, hint, error, list);
    return { inputs, holder, node: make("div", "kb-choice", holder) };
  }

  /** @type {DrawField} */
  function tick(field, id, hint, error) {
    const input = make("input", { type: "checkbox", id, value: "yes" });
    const label = make("label", "kb-tick", input, make("span", {}, ...rich(field.label)));
    return { inputs: [input], holder: input, node: make("div", "kb-field", label, hint, error) };
  }

  /** A line, or a box; nothing is cut off: a guard sees all. @type {DrawField} */
  function line(field, id, ...rest) {
    const input = make(field.kind === "area" ? "textarea" : "input", {
      id,
      name: id,
      class: "kb-input",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: false,
      "data-1p-ignore": "",
      "data-lpignore": "true",
      "data-bwignore": "",
      onblur: () => { input.readOnly = false; },
      oninput: () => {
        const guard = guardAgainst(input.value, field);
        if (!guard) return;
        input.value = "";
        input.readOnly = true; // the rest of the number must not land here; the summary takes the focus away
        send({ type: "refused", field: field.name, guard: guard.id });
      },
    });
    if (["digits", "secret"].includes(field.kind)) input.inputMode = "numeric";
    return labelled(field, input, ...rest);
  }

  /** @type {LabelInput} */
  function labelled(field, input, hint, error, given) {
    const width = field.length ? `kb-field--${field.length <= 4 ? "short" : "middle"}` : "";
    const label = make("label", { class: "kb-field__label", htmlFor: input.id }, field.label);
    const node = make("div", `kb-field kb-field--${field.kind} ${width}`, make("div", "kb-field__top", label, given), hint, error, input);
    return { inputs: [input], holder: input, node };
  }

  /** @param {FormButton} spec */
  function button({ name, label, look = "", submit, here, hint, state, pressed, opens }) {
    const node = make("button", {
      type: submit ? "submit" : "button",
      class: `jupyter-button ${state || hint ? "" : "kb-button "}${look}`,
      "data-name": name,
      // The second click of a double click would press whatever has taken this place.
      onclick: (event) => {
        if (event.detail > 1) event.preventDefault();
        else if (opens) root.closest(".kb-run")?.querySelector(opens)?.showPopover();
        else if (!submit) send({ type: "press", name });
      },
    }, label, here && make("span", "kb-here", here));
    if (pressed) node.ariaPressed = pressed;
    return node;
  }

  /** A line of a menu; its state, where it has one, is part of the button's name. @param {FormButton} spec */
  function row(spec) {
    const { state, hint } = spec;
    const node = button(spec);
    const item = make("li", state || hint ? "kb-task" : {}, node);
    if (state) {
      const look = { class: `kb-tag kb-tag--${state.look}`, "aria-hidden": "true" };
      node.append(make("span", "kb-vh", `. ${state.word}: ${state.label}`));
      item.append(make("span", look, state.icon && icon(state.icon), state.label));
    }
    if (hint) item.append(make("p", "kb-soft kb-task__about", hint));
    return item;
  }

  function build() {
    const focused = form.contains(document.activeElement) && document.activeElement?.getAttribute("data-name");
    const title = model.get("title");
    const buttons = model.get("buttons");
    const list = model.get("menu")
      ? make("ul", { class: "kb-menu", role: "list" }, ...buttons.map(row))
      : make("div", "kb-actions", ...buttons.map(button));
    parts.clear();
    for (const field of model.get("fields")) {
      const id = `${prefix}-${parts.size}`;
      const hint = field.hint && make("p", { class: "kb-choice__hint", id: `${id}-hint` }, ...rich(field.hint));
      const error = make("p", { class: "kb-error", id: `${id}-error`, tabIndex: -1 });
      const given = make("span", { class: "kb-given", id: `${id}-given` });
      parts.set(field.name, { ...kinds[field.kind](field, id, hint, error, given), field, error, hint, given });
    }
    form.replaceChildren(...(title ? [make("h3", {}, title)] : []));
    if (parts.size) form.append(summary, ...[...parts.values()].map((part) => part.node));
    if (buttons.length) form.append(list);
    showPicked();
    showGiven();
    showErrors();
    if (focused) form.querySelector(`[data-name="${focused}"]`)?.focus();
  }

  /** Show the choices that the kernel knows of, without drawing anything anew. */
  function showPicked() {
    for (const [name, { field, inputs }] of parts)
      if (field.kind === "choice") for (const input of inputs) input.checked = input.value === model.get("picked")[name];
    markPicked();
  }

  /** What stands on the practice card for a field, beside its label: without drawing anything anew. */
  function showGiven() {
    for (const [name, part] of parts) {
      part.given.replaceChildren(...rich(model.get("given")[name] ?? ""));
      describe(part);
    }
  }

  /** A line says by its class that it is picked: older browsers cannot tell it from what it holds. */
  function markPicked() {
    for (const input of form.querySelectorAll("input"))
      input.closest(".kb-radio")?.classList.toggle("is-picked", input.checked);
  }

  /** What is read out with a field. @type {Describe} */
  function describe({ holder, hint, error, given }) {
    const about = [given.textContent && given.id, hint && hint.id, !error.hidden && error.id].filter(Boolean).join(" ");
    if (about) holder.setAttribute("aria-describedby", about);
    else holder.removeAttribute("aria-describedby");
  }

  /** Nothing stands over it: at the top and at the foot of the window something may. @type {IsInSight} */
  function isInSight(error) {
    const { top, bottom } = error.getBoundingClientRect();
    return top >= BAR && bottom <= innerHeight - BAR;
  }

  /** Put each message beside its field, where the focus goes; if one is out of sight, also into a summary of all. */
  function showErrors() {
    const rows = [];
    const messages = [];
    for (const [name, part] of parts) {
      const { field, inputs, error, node } = part;
      const text = model.get("errors")[name];
      const wrong = Boolean(text);
      error.hidden = !wrong;
      error.replaceChildren(...(wrong ? [icon("alert"), make("span", {}, text)] : []));
      describe(part);
      node.classList.toggle("kb-choice--error", wrong);
      for (const input of inputs) input.setAttribute("aria-invalid", String(wrong));
      if (!wrong) continue;
      if (field.kind === "secret") inputs[0].value = "";
      messages.push(error);
      const link = { type: "button", class: "kb-link", onclick: () => inputs[0].focus() };
      rows.push(make("li", {}, make("button", link, text)));
    }
    summary.hidden = messages.every(isInSight);
    if (summary.hidden) {
      summary.replaceChildren();
      return messages[0]?.focus();
    }
    const level = model.get("fields").some((field) => field.heading) ? "h2" : "h3";
    const heading = make(level, { tabIndex: -1 }, script.get("summary"));
    summary.replaceChildren(heading, make("ul", {}, ...rows));
    heading.focus();
  }

  form.onsubmit = (event) => {
    event.preventDefault();
    send({ type: "submit", values: values() });
  };
  model.on("change:fields change:buttons", build);
  model.on("change:errors change:tries", showErrors);
  model.on("change:picked", showPicked);
  model.on("change:given", showGiven);
  build();
}

/** @type {FormScript} */
export default { initialize: ({ model }) => void model.set("draw", Object.create({ draw })) };
