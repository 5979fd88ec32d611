// A form: fields, an error summary, buttons. What is typed stays in the page until it is sent, and is sent as one message,
// never as widget state; what looks like somebody's real number is not sent at all.

/** The guard that takes what is typed for somebody's real number. */
function caught(guards, typed, length) {
  const digits = typed.normalize("NFKC").replace(/\D/g, "");
  return guards.find(
    (guard) => (guard.length === null || guard.length === length) && new RegExp(`^(?:${guard.pattern})$`).test(digits),
  );
}

function draw({ model, root, el, send }) {
  const form = el("form", { class: "kb-form", noValidate: true });
  const prefix = `kb-form-${Math.random().toString(36).slice(2)}`; // two kernels may have a form on one page
  let parts = new Map();
  let summary;
  root.classList.add("kb-form-root");
  root.append(form);

  /** Text with **bold** words. */
  function rich(text) {
    return (text ?? "").split("**").map((part, i) => (i % 2 ? el("strong", {}, part) : part));
  }

  function icon(name) {
    const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
    svg.setAttribute("class", "kb-i");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `#kb-i-${name}`);
    svg.append(use);
    return svg;
  }

  function values() {
    const found = {};
    for (const [name, { field: { kind }, inputs }] of parts) {
      const chosen = kind === "choice" ? inputs.find((input) => input.checked) : inputs[0];
      found[name] = kind === "tick" ? (chosen.checked ? "yes" : "") : (chosen?.value ?? "");
    }
    return found;
  }

  function option(field, name, choice) {
    const input = el("input", { type: "radio", name, value: choice.id });
    input.addEventListener("change", () => send("picked", { field: field.name, value: choice.id }));
    const hint = choice.hint ? el("small", {}, choice.hint) : undefined;
    return { input, node: el("label", { class: "kb-radio" }, input, el("span", {}, ...rich(choice.label), hint)) };
  }

  function choice(field, id, hint, error) {
    const options = field.options.map((one) => option(field, id, one));
    const caption = field.caption?.length
      ? el("p", { class: "kb-caption" }, ...field.caption.map((part) => el("span", {}, part)))
      : undefined;
    const label = field.heading ? el("h2", { class: "kb-question", tabIndex: -1 }, field.label) : field.label;
    const legend = el("legend", { class: field.heading ? "" : "kb-field__label" }, caption, label);
    const list = el("div", { class: "kb-choice__list" }, ...options.map((one) => one.node));
    const set = el("fieldset", {}, legend, hint, error, list);
    return { inputs: options.map((one) => one.input), holder: set, node: el("div", { class: "kb-choice" }, set) };
  }

  function tick(field, id, hint, error) {
    const input = el("input", { type: "checkbox", id });
    const label = el("label", { class: "kb-tick" }, input, el("span", {}, ...rich(field.label)));
    return { inputs: [input], holder: input, node: el("div", { class: "kb-field" }, label, hint, error) };
  }

  /** A box for a long text, such as a certificate; the guards look for numbers only, and do not apply. */
  function area(field, id, hint, error) {
    const input = el("textarea", { id, class: "kb-input kb-area", rows: 6, autocomplete: "off", spellcheck: false });
    const label = el("label", { class: "kb-field__label", htmlFor: id }, field.label);
    return { inputs: [input], holder: input, node: el("div", { class: "kb-field" }, label, hint, error, input) };
  }

  function line(field, id, hint, error) {
    const input = el("input", {
      id,
      type: "text",
      class: `kb-input${field.kind === "secret" ? " kb-secret" : ""}`,
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: false,
      "data-1p-ignore": true,
      "data-lpignore": "true",
    });
    if (field.kind !== "text") input.inputMode = "numeric";
    if (field.length) input.maxLength = field.length;
    input.addEventListener("input", () => {
      const guard = caught(model.get("guards"), input.value, field.length ?? null);
      if (!guard) return;
      input.value = "";
      input.readOnly = true; // the rest of the number must not land here; the summary takes the focus away
      send("refused", { field: field.name, guard: guard.id });
    });
    input.addEventListener("blur", () => (input.readOnly = false));
    const label = el("label", { class: "kb-field__label", htmlFor: id }, field.label);
    const width = field.length ? ` kb-field--${field.length <= 4 ? "short" : "middle"}` : "";
    return { inputs: [input], holder: input, node: el("div", { class: `kb-field${width}` }, label, hint, error, input) };
  }

  function button(spec) {
    const node = el(
      "button",
      { type: spec.submit ? "submit" : "button", class: `jupyter-button ${spec.state || spec.hint ? "" : "kb-button "}${spec.look ?? ""}` },
      spec.label,
    );
    node.dataset.name = spec.name;
    if (spec.here) node.append(el("span", { class: "kb-here" }, spec.here));
    // The second click of a double click would press whatever has taken this place.
    node.addEventListener("click", (event) => {
      if (event.detail > 1) event.preventDefault();
      else if (!spec.submit) send("press", { name: spec.name });
    });
    return node;
  }

  /** A line of a menu; its state, where it has one, is part of the button's name. */
  function row(spec) {
    const node = button(spec);
    if (!spec.state && !spec.hint) return el("li", {}, node);
    const parts = [node];
    if (spec.state) {
      const { look, icon: picture, word, label } = spec.state;
      node.append(el("span", { class: "kb-vh" }, `. ${word}: ${label}`));
      parts.push(el("span", { class: `kb-tag kb-tag--${look}`, "aria-hidden": "true" }, picture ? icon(picture) : "", label));
    }
    if (spec.hint) parts.push(el("p", { class: "kb-soft kb-task__about" }, spec.hint));
    return el("li", { class: "kb-task" }, ...parts);
  }

  function build() {
    parts = new Map();
    summary = el("div", { class: "kb-summary", hidden: true });
    const nodes = [];
    for (const field of model.get("fields")) {
      const id = `${prefix}-${field.name}`;
      const hint = field.hint ? el("p", { class: "kb-choice__hint", id: `${id}-hint` }, ...rich(field.hint)) : undefined;
      const error = el("p", { class: "kb-error", id: `${id}-error`, hidden: true });
      const part = { choice, tick, area }[field.kind]?.(field, id, hint, error) ?? line(field, id, hint, error);
      parts.set(field.name, { ...part, field, error, hint });
      nodes.push(part.node);
    }
    const specs = model.get("buttons");
    const focused = form.contains(document.activeElement) ? document.activeElement.dataset.name : undefined;
    const list = model.get("menu")
      ? el("ul", { class: "kb-menu", role: "list" }, ...specs.map(row))
      : el("div", { class: "kb-actions" }, ...specs.map(button));
    const title = model.get("title") ? [el("h3", {}, model.get("title"))] : [];
    form.replaceChildren(...title, ...(nodes.length ? [summary] : []), ...nodes, ...(specs.length ? [list] : []));
    pick();
    mark();
    if (focused) form.querySelector(`[data-name="${focused}"]`)?.focus();
  }

  /** Show the choices that the kernel knows of, without drawing anything anew. */
  function pick() {
    const known = model.get("picked");
    for (const [name, { field, inputs }] of parts)
      if (field.kind === "choice") for (const input of inputs) input.checked = input.value === known[name];
    paint();
  }

  /** A line says by its class that it is picked: older browsers cannot tell it from what it holds. */
  function paint() {
    for (const line of form.querySelectorAll(".kb-radio"))
      line.classList.toggle("is-picked", line.firstChild.checked);
  }

  /** Put each message beside its field and, for all of them, into the summary, which receives the focus. */
  function mark() {
    const errors = model.get("errors");
    const rows = [];
    for (const [name, { field, inputs, holder, error, hint, node }] of parts) {
      const text = errors[name];
      error.hidden = !text;
      error.replaceChildren(...(text ? [icon("alert"), el("span", {}, text)] : []));
      node.classList.toggle("kb-choice--error", Boolean(text));
      const about = [hint?.id, text && error.id].filter(Boolean).join(" ");
      if (about) holder.setAttribute("aria-describedby", about);
      else holder.removeAttribute("aria-describedby");
      for (const input of inputs) input.setAttribute("aria-invalid", Boolean(text));
      if (!text) continue;
      if (field.kind === "secret") inputs[0].value = "";
      const link = el("button", { type: "button", class: "kb-link" }, text);
      link.addEventListener("click", () => inputs[0].focus());
      rows.push(el("li", {}, link));
    }
    summary.hidden = rows.length === 0;
    const level = model.get("fields").some((field) => field.heading) ? "h2" : "h3";
    const heading = el(level, { tabIndex: -1 }, model.get("summary"));
    summary.replaceChildren(...(rows.length ? [heading, el("ul", {}, ...rows)] : []));
    if (rows.length) heading.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send("submit", { values: values() });
  });
  form.addEventListener("change", paint);
  model.on("change:fields change:buttons", build);
  model.on("change:errors change:tries", mark);
  model.on("change:picked", pick);
  build();
}

export default { initialize: ({ model }) => void model.set("draw", draw) };
