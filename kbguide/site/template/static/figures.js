// What a class came to, as a page to print and to save: it is made here, for the server has erased what it was made of.
"use strict";
window.kbFigures = (() => {
  const BOM = "\ufeff"; // without it a spreadsheet reads Korean as something else
  /** @type {Find} */
  const find = (selector, from = document) => from.querySelector(selector);
  const section = find("#kb-figures");
  /** @type {Figures | null} */
  let figures = null;
  let over = false;
  let saved = true;

  /** @type {(caption: string, head: string[], rows: (string | number)[][], none: string) => HTMLElement} */
  function table(caption, head, rows, none) {
    const made = document.createElement("table");
    made.createCaption().textContent = caption;
    const top = made.createTHead().insertRow();
    for (const name of head) top.append(cell("th", name, "col"));
    const body = made.createTBody();
    for (const [name, ...values] of rows) {
      const row = body.insertRow();
      row.append(cell("th", String(name), "row"), ...values.map((value) => cell("td", String(value))));
    }
    if (rows.length) return made;
    top.parentElement?.remove();
    const only = cell("td", none);
    body.insertRow().append(only);
    return made;
  }

  /** @type {(tag: "th" | "td", text: string, scope?: string) => HTMLTableCellElement} */
  function cell(tag, text, scope) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (scope) made.scope = scope;
    return made;
  }

  /** @type {(link: ClassLink, counts: Figures["counts"]) => HTMLElement[]} */
  function tables({ data, words }, counts) {
    const { what, count, none } = words;
    const steps = data.procedures.map((one) => ({
      name: one.name,
      rows: [...one.steps, { id: `${one.id}/done`, name: words.done }].filter((step) => counts.steps[step.id]).map((step) => [step.name, counts.steps[step.id]]),
    })).filter((one) => one.rows.length);
    const met = Object.entries(counts.problems).filter(([, number]) => number).sort((a, b) => b[1] - a[1]);
    const sure = ["1", "2", "3", "4", "5"].map((one) => [one, counts.before[one] ?? 0, counts.after[one] ?? 0]);
    return [
      table(words.seats, [what, count], [[words.seats, counts.seats]], none),
      ...(steps.length ? steps : [{ name: "", rows: [] }]).map((one) => table([words.steps, one.name].filter(Boolean).join(": "), [what, count], one.rows, none)),
      table(words.problems, [what, count], met.map(([id, number]) => [data.problems[id] ?? id, number]), none),
      table(words.drills, [what, count], [[words.answered, counts.drills.answered], [words.rightAnswers, counts.drills.right]], none),
      table(words.sure, [what, words.before, words.after], sure, none),
      ...data.feedback.map((one) => table(one.text, [what, count], one.opinions.map((opinion) => [opinion.text, counts.feedback[one.id]?.[opinion.id] ?? 0]), none)),
    ];
  }

  /** @type {(name: string, text: string) => void} */
  function save(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([BOM + text], { type: "text/csv" }));
    link.download = `${name}-${new Date().toISOString().slice(0, 10)}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    saved = true;
  }

  /** @type {(link: ClassLink, found: Figures, end: boolean) => void} */
  function show(link, found, end) {
    figures = found;
    over = end;
    saved = !end;
    const { words, lang } = link;
    find("#kb-figures-head").textContent = end ? words.over : words.figures;
    find("#kb-figures-over").hidden = !end;
    find("#kb-figures-back").hidden = end;
    const day = new Date().toLocaleDateString(lang, { year: "numeric", month: "long", day: "numeric" });
    find("#kb-figures-day").textContent = link.fill(words.day, { day });
    find("#kb-figures-all").replaceChildren(...tables(link, found.counts));
    section.hidden = false;
    find("#kb-board").hidden = true;
    scrollTo(0, 0);
    find("#kb-figures-head").focus();
  }

  find("#kb-save").addEventListener("click", () => figures && save("class", figures.csv));
  find("#kb-save-seats").addEventListener("click", () => figures && save("class-seats", figures.seats_csv));
  find("#kb-print").addEventListener("click", () => print());
  addEventListener("afterprint", () => { saved = true; });
  addEventListener("beforeunload", (event) => {
    if (over && !saved) event.preventDefault(); // nobody else has them
  });

  return { show, hide: () => { section.hidden = true; }, shown: () => !section.hidden, over: () => over };
})();
