// Who is where on the board: who is to be visited first, the table of seats and steps, the list on a telephone.
"use strict";
window.kbSeats = (link, send) => {
  const STILL = 180; // seconds without a move after which somebody is visited
  const AWAY = 60; // seconds after which a device that says nothing is mentioned
  /** @type {Record<string, string>} */
  const ICONS = { hand: "hand", still: "pause", here: "play", busy: "play", passed: "check", done: "check", idle: "dash", blank: "dash" };
  const ICON = "<svg class=\"kb-i\" aria-hidden=\"true\"><use/></svg>";
  const { find, all, data, words, fill } = link;
  const names = new Map(data.places.map((one) => [one.id, one]));
  const steps = new Map(data.procedures.flatMap((one) => one.steps.map((step, i) => [step.id, i + 1])));
  /** @type {Map<number, HTMLLIElement>} */
  const rows = new Map(); // of the list "go here first", by seat
  /** @type {Map<number, HTMLLIElement>} */
  const lines = new Map(); // of the list of all seats
  /** @type {Set<number> | null} */
  let raised = null; // hands that have been told
  let drawn = ""; // which table stands there
  /** @type {HTMLElement[][]} */
  let cells = [];
  let rested = -Infinity; // when all were last told to pause: nobody is still because of that
  let seen = 0; // the seat that was just put away

  function procedure() {
    return data.procedures.find((one) => one.id === find("#kb-procedure").value) ?? data.procedures[0];
  }

  /** @type {(place: string) => string} */
  function nameOf(place) {
    const one = names.get(place);
    const number = steps.get(place);
    const name = number ? `${number} ${one?.name}` : one?.name ?? "";
    const other = number && one?.procedure !== procedure().id && data.procedures.find((each) => each.id === one?.procedure);
    return other ? `${other.name}: ${name}` : name;
  }

  /** @type {(seat: SeatNow) => boolean} */
  function finished(seat) {
    const { id, steps: { length } } = procedure();
    return seat.at === `${id}/done` || (seat.reached[id] ?? 0) > length;
  }

  /** @type {(seat: SeatNow) => number} */
  function stillFor(seat) {
    return Math.min(link.age(seat.still, seat.got), (performance.now() - rested) / 1000);
  }

  /** What is said of a seat in a word. @type {(seat: SeatNow) => "hand" | "done" | "still" | "busy" | "idle"} */
  function stateOf(seat) {
    if (seat.hand !== null) return "hand";
    if (finished(seat)) return "done";
    if (stillFor(seat) > STILL) return "still";
    return seat.at !== "start" || Object.keys(seat.reached).length ? "busy" : "idle";
  }

  /** @type {(seconds: number) => number} */
  function minutes(seconds) {
    return Math.floor(seconds / 60);
  }

  /** The same with its time. @type {(seat: SeatNow) => string} */
  function told(seat) {
    const state = stateOf(seat);
    const said = [];
    if (seat.hand !== null) {
      const past = minutes(link.age(seat.hand, seat.got));
      said.push(past ? fill(words.handAgo, { minutes: past }) : words.handNow);
    } else {
      said.push(state === "still" ? fill(words.stillFor, { minutes: minutes(stillFor(seat)) }) : words[state]);
    }
    const away = link.age(seat.away, seat.got);
    if (away > AWAY) said.push(fill(words.away, { minutes: minutes(away) }));
    return said.join(" · ");
  }

  /** Raised hands as they were raised, then those who have been still for longest. */
  function first() {
    const wanted = [...link.taken.values()].filter((seat) => !seat.put);
    const hands = wanted.filter((seat) => seat.hand !== null);
    const still = wanted.filter((seat) => stateOf(seat) === "still");
    hands.sort((a, b) => link.age(b.hand ?? 0, b.got) - link.age(a.hand ?? 0, a.got) || a.seat - b.seat);
    still.sort((a, b) => stillFor(b) - stillFor(a) || a.seat - b.seat);
    return [...hands, ...still];
  }

  // -- drawing: what is there is changed, and what has the focus keeps it ---------------------------

  /** @type {(line: HTMLElement, seat: SeatNow) => void} */
  function fillLine(line, seat) {
    const state = stateOf(seat);
    line.className = `is-${state}`;
    link.write(find("b", line), fill(words.seat, { seat: seat.seat }));
    link.write(find("[data-kb-at]", line), nameOf(seat.at));
    link.write(find("[data-kb-told]", line), told(seat));
    paint(find("use", line), ICONS[state]);
  }

  /** @type {(use: Element | null, icon: string) => void} */
  function paint(use, icon) {
    const href = `#kb-i-${icon}`;
    if (use && use.getAttribute("href") !== href) use.setAttribute("href", href);
  }

  function newLine() {
    const made = document.createElement("li");
    made.innerHTML = `<b></b><span><span data-kb-at></span><small>${ICON}<span data-kb-told></span></small></span>`;
    return made;
  }

  /** Put the lines into this order without moving the one that has the focus. @type {(list: HTMLElement, wanted: HTMLElement[]) => void} */
  function arrange(list, wanted) {
    const kept = wanted.findIndex((one) => one.contains(document.activeElement));
    wanted.forEach((one, i) => {
      if (list.children[i] === one) return;
      if (i < kept) wanted[kept].before(one);
      else if (i !== kept) list.append(one);
    });
  }

  function drawFirst() {
    const list = find("#kb-first");
    const wanted = first();
    const stay = new Set(wanted.map((seat) => seat.seat));
    for (const [seat, one] of rows) {
      if (stay.has(seat)) continue;
      const next = seat === seen && find("button", /** @type {HTMLElement} */ (one.nextElementSibling ?? one.previousElementSibling ?? list));
      if (one.contains(document.activeElement)) (next || find("#kb-first-head")).focus();
      one.remove();
      rows.delete(seat);
    }
    for (const seat of wanted) {
      const one = rows.get(seat.seat) ?? newLine();
      if (!rows.has(seat.seat)) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = words.seen;
        button.setAttribute("aria-label", `${fill(words.seat, { seat: seat.seat })} ${words.seen}`);
        button.onclick = () => {
          seen = seat.seat;
          send(button, { do: "seen", seat: seat.seat });
        };
        one.append(button);
        rows.set(seat.seat, one);
      }
      fillLine(one, seat);
    }
    arrange(list, wanted.map((seat) => rows.get(seat.seat)).filter((one) => !!one));
    find("#kb-nobody").hidden = !!wanted.length;
  }

  function drawList() {
    const seats = [...link.taken.keys()].sort((a, b) => a - b);
    for (const [seat, one] of lines) {
      if (link.taken.has(seat)) continue;
      one.remove();
      lines.delete(seat);
    }
    seats.forEach((number, i) => {
      const one = lines.get(number) ?? newLine();
      lines.set(number, one);
      const seat = link.taken.get(number);
      if (seat) fillLine(one, seat);
      const list = find("#kb-seat-list");
      if (list.children[i] !== one) list.insertBefore(one, list.children[i] ?? null);
    });
  }

  /** An empty table: a row for each step and one for those elsewhere, a column for each seat. @type {(seats: number) => void} */
  function buildTable(seats) {
    const head = find("#kb-columns");
    const body = find("#kb-rows");
    while (head.children.length > 1) head.lastElementChild?.remove();
    for (let seat = 1; seat <= seats; seat += 1) {
      const column = document.createElement("th");
      column.scope = "col";
      column.append(String(seat), hiddenWord());
      head.append(column);
    }
    const labels = procedure().steps.map((step, i) => `${i + 1} ${step.name}`);
    body.replaceChildren(...[...labels, words.else].map((label) => {
      const row = document.createElement("tr");
      const name = document.createElement("th");
      name.scope = "row";
      name.textContent = label;
      row.append(name);
      for (let seat = 1; seat <= seats; seat += 1) {
        const cell = document.createElement("td");
        cell.innerHTML = ICON;
        cell.append(hiddenWord());
        row.append(cell);
      }
      return row;
    }));
    cells = all("tr", body).map((row) => all("td", row));
  }

  function hiddenWord() {
    const word = document.createElement("span");
    word.className = "kb-vh";
    return word;
  }

  /** @type {(cell: HTMLElement, name: string, word: string) => void} */
  function mark(cell, name, word) {
    if (cell.dataset.kbMark !== name) {
      cell.dataset.kbMark = name;
      paint(find("use", cell), ICONS[name]);
    }
    link.write(find(".kb-vh", cell), word);
  }

  function drawTable() {
    const { id, steps: rungs } = procedure();
    const seats = link.state?.seats ?? 0;
    if (drawn !== `${id} ${seats}`) buildTable(seats);
    drawn = `${id} ${seats}`;
    const columns = all("th", find("#kb-columns")).slice(1);
    const here = rungs.map(() => 0);
    for (let number = 1; number <= seats; number += 1) {
      const seat = link.taken.get(number);
      const done = !!seat && finished(seat);
      const at = seat ? rungs.findIndex((step) => step.id === seat.at) : -1;
      const reached = seat?.reached[id] ?? 0;
      const state = seat ? stateOf(seat) : "free";
      const shown = state === "hand" || state === "still" ? state : "here";
      if (at >= 0) here[at] += 1;
      rungs.forEach((_, i) => {
        const cell = cells[i][number - 1];
        if (i === at) mark(cell, shown, shown === "here" ? words.here : words[shown]);
        else if (seat && (done || i + 1 < reached)) mark(cell, "passed", words.passed);
        else mark(cell, "blank", seat ? words.blank : words.free);
      });
      drawElsewhere(cells[rungs.length][number - 1], at < 0 ? seat : undefined, done && shown === "here" ? "done" : shown);
      const column = columns[number - 1];
      const away = seat && link.age(seat.away, seat.got) > AWAY;
      column.className = `${done ? "is-done" : ""} ${away ? "is-away" : ""} ${seat ? "" : "is-free"}`.replace(/\s+/g, " ").trim();
      link.write(find(".kb-vh", column), done ? ` ${words.done}` : "");
    }
    const most = Math.max(1, ...here);
    all("tr", find("#kb-rows")).forEach((row, i) => row.classList.toggle("is-most", here[i] === most));
  }

  /** Whoever is in no row above; the name of the place is told to those who point at it. @type {(cell: HTMLElement, seat: SeatNow | undefined, name: string) => void} */
  function drawElsewhere(cell, seat, name) {
    const word = name === "here" ? "" : words[name];
    mark(cell, seat ? name : "blank", seat ? [nameOf(seat.at), word].filter(Boolean).join(" · ") : "—");
    if (seat && cell.tabIndex < 0) cell.tabIndex = 0;
    if (!seat && cell.tabIndex >= 0) {
      if (cell === document.activeElement) find("#kb-seats").focus();
      cell.removeAttribute("tabindex");
    }
    if (cell.title !== (seat ? nameOf(seat.at) : "")) cell.title = seat ? nameOf(seat.at) : "";
  }

  /** @param {Event} event */
  function point(event) {
    const cell = event.target instanceof Element && event.target.closest("td");
    const line = find("#kb-pointed");
    const number = cell && cell.parentElement ? [...cell.parentElement.children].indexOf(cell) : 0;
    const seat = link.taken.get(number);
    link.write(line, seat ? `${fill(words.seat, { seat: number })} · ${nameOf(seat.at)} · ${told(seat)}` : line.dataset.kbNone);
  }

  /** Hands that have gone up since they were last told, and nothing else. */
  function tell() {
    const hands = [...link.taken.values()].filter((seat) => seat.hand !== null).map((seat) => seat.seat);
    const up = raised ? hands.filter((seat) => !raised?.has(seat)) : [];
    if (up.length) link.write(find("#kb-raised"), up.map((seat) => fill(words.raised, { seat })).join(". "));
    else if (raised?.size !== hands.length) link.write(find("#kb-raised"), "");
    raised = new Set(hands);
  }

  function drawTally() {
    const counts = { hand: 0, still: 0, busy: 0, idle: Math.max(0, (link.state?.seats ?? 0) - link.taken.size), done: 0 };
    for (const seat of link.taken.values()) counts[stateOf(seat)] += 1;
    for (const [name, count] of Object.entries(counts)) link.write(find(`[data-kb-tally=${name}]`), String(count));
  }

  for (const name of ["focusin", "mouseover"]) find("#kb-seats").addEventListener(name, point);

  return () => {
    if (link.state?.order?.do === "pause") rested = performance.now();
    tell();
    drawTally();
    drawFirst();
    drawTable();
    drawList();
  };
};
