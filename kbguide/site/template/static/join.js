// Taking a seat in a class: by the code in a QR, or by the class number; and opening a class.
"use strict";
(() => {
  const { say, tell, seat, keep, ask, tried } = window.kbclass;
  const MOST_BUTTONS = 40; // seats: in a larger class the number is typed
  const MOST_RANGES = 12;
  const MOST_SEATS = 1000;
  const page = document.querySelector("#kb-class");
  const said = document.querySelector("#kb-class-said");
  const other = document.querySelector("#kb-class-other");
  const code = document.querySelector("#kb-code");
  const number = document.querySelector("#kb-seat");
  const list = document.querySelector("#kb-seats");
  const press = document.querySelector("#kb-join-press");
  const type = document.querySelector("#kb-join-type");
  const none = document.querySelector("#kb-join-full");
  const parts = {
    refused: document.querySelector("#kb-join-refused"),
    here: document.querySelector("#kb-join-here"),
    code: document.querySelector("#kb-join-code"),
    seats: document.querySelector("#kb-join-seats"),
  };
  let pass = location.hash.slice(1); // of the QR
  let entrance = ""; // what the class was found by
  let busy = false;
  let room = { name: "", seats: 0, free: [0] };

  const digits = (text = "") => text.normalize("NFKC").replace(/\D/g, "");
  const why = (status = 0) => say(status === 429 ? "often" : "lost");

  /** One part of the page at a time. @param {keyof typeof parts} name */
  function show(name) {
    for (const one of Object.values(parts)) one.hidden = one !== parts[name];
    other.hidden = name !== "seats";
  }

  /** One thing at a time: a second press while the first is on its way does nothing. @type {AtOnce} */
  async function once(work) {
    if (busy) return;
    busy = true;
    page.setAttribute("aria-busy", "true");
    await work();
    busy = false;
    page.removeAttribute("aria-busy");
  }

  /** @param {ClassAnswer["told"]} told  @returns {told is ClassRoom} */
  function isRoom(told) {
    return typeof told.name === "string" && Number(told.seats) > 0 && Array.isArray(told.free);
  }

  /** @type {FindRoom} */
  async function find(by) {
    said.textContent = say("looking");
    const { status, told } = await ask("find", { code: by });
    said.textContent = "";
    const found = status === 200 && isRoom(told) ? told : null;
    return { status: found || status !== 200 ? status : 0, found };
  }

  /** The seats of a class that was found, or why there is none, at the field for its number. */
  async function look(by = "", moveFocus = true) {
    const { status, found } = await find(by);
    if (found) {
      entrance = by;
      tell("#kb-code-wrong", "", code);
      drawSeats(found);
      if (moveFocus) document.querySelector(room.free.length ? "#kb-press-name" : "#kb-full-again").focus();
      if (moveFocus && room.seats > MOST_BUTTONS && room.free.length) number.focus();
      return;
    }
    show("code");
    if (status === 404 && by === pass) pass = ""; // else it would be tried again and again
    const unknown = digits(by) === by ? "unknown" : "old_code";
    tell("#kb-code-wrong", status === 404 ? say(unknown) : why(status), code);
  }

  /** @type {DrawSeats} */
  function drawSeats(found) {
    room = found;
    const pressed = room.seats <= MOST_BUTTONS;
    const full = !room.free.length;
    said.textContent = say("class", { name: room.name, count: room.free.length });
    press.hidden = full || !pressed;
    type.hidden = full || pressed;
    none.hidden = !full;
    list.replaceChildren(...(pressed ? [...Array(room.seats).keys()].map((one) => drawSeat(one + 1)) : []));
    document.querySelector("#kb-seat-free").textContent = pressed ? "" : ranges();
    show("seats");
    for (const one of ["press", "seat", "full"]) tell(`#kb-${one}-wrong`);
    if (full) tell("#kb-full-wrong", say("full"));
  }

  function drawSeat(seat = 0) {
    const item = document.createElement("li");
    const free = room.free.includes(seat);
    const place = document.createElement(free ? "button" : "span");
    place.className = free ? "kb-button kb-seat" : "kb-seat kb-seat--taken";
    place.textContent = String(seat);
    if (place instanceof HTMLButtonElement) {
      place.type = "button";
      place.setAttribute("aria-label", say("seat", { seat }));
      place.onclick = () => once(() => sit(seat));
    } else {
      const word = document.createElement("small");
      word.textContent = say("taken");
      place.append(" ", word);
    }
    item.append(place);
    return item;
  }

  /** The free seats in a line, as "1–4, 7". */
  function ranges() {
    /** @type {number[][]} */
    const found = [];
    for (const seat of [...room.free].sort((a, b) => a - b)) {
      const last = found[found.length - 1];
      if (last && last[1] === seat - 1) last[1] = seat;
      else found.push([seat, seat]);
    }
    const shown = found.slice(0, MOST_RANGES).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
    return say("free", { ranges: found.length > MOST_RANGES ? say("more", { ranges: shown }) : shown });
  }

  async function sit(chosen = 0) {
    const typed = room.seats > MOST_BUTTONS;
    const before = seat();
    said.textContent = say("entering", { seat: chosen });
    const { status, told } = await ask("seats", { code: entrance, seat: chosen });
    said.textContent = "";
    const { key = "", name = room.name } = told;
    if (status === 200 && key) {
      if (!keep({ key, name, seat: told.seat ?? chosen })) return refuse(key);
      if (before) await leave(before); // of another class
      location.assign(page.dataset.kbGuide);
    } else if (status === 409) {
      drawSeats({ ...room, free: told.free ?? room.free.filter((one) => one !== chosen) });
      if (room.free.length) tell(typed ? "#kb-seat-wrong" : "#kb-press-wrong", say("sat", { seat: chosen }), typed ? number : null);
    } else if (status === 404) {
      show("code");
      tell("#kb-code-wrong", say("unknown"), code);
    } else {
      tell(typed ? "#kb-seat-wrong" : "#kb-press-wrong", why(status), typed ? number : null);
    }
  }

  /** The browser does not keep the seat: somebody else may have it. */
  function refuse(key = "") {
    if (key) leave({ key });
    show("refused");
  }

  /** @type {LeaveSeat} */
  function leave({ api, key }) {
    return ask("seat", undefined, { api, key, method: "DELETE" });
  }

  /** Somebody who sits already. @type {ShowSeat} */
  function showHere(sits) {
    document.querySelector("#kb-here-name").textContent = say("here", sits);
    show("here");
  }

  async function change() {
    const sits = seat();
    if (sits) {
      const { status } = await leave(sits);
      if (![200, 404].includes(status)) return void tell("#kb-here-wrong", why(status));
      keep(null);
    }
    await look(pass || sits?.name);
  }

  /** Asked before a seat is taken, which nobody else could have then. */
  function canKeep() {
    return tried(() => {
      localStorage.setItem("kbguide-probe", "");
      localStorage.removeItem("kbguide-probe");
      return true;
    });
  }

  /** What the page begins with. A seat of a class that is over, or that somebody else has, is none. */
  async function begin() {
    const sits = seat();
    if (!canKeep()) return refuse();
    if (!sits) return pass ? look(pass, false) : show("code");
    const { status, found } = await find(pass || sits.name);
    const there = found ? found.name === sits.name && !found.free.includes(sits.seat) : pass || status !== 404;
    if (there) return showHere(sits);
    if (!pass) keep(null);
    if (!found) return show("code");
    entrance = pass || sits.name;
    return drawSeats(found);
  }

  async function findTyped() {
    const typed = digits(code.value);
    if (typed.length !== 4 && typed.length !== 6 && !(pass && !typed)) return void tell("#kb-code-wrong", say("digits"), code);
    await look(typed || pass);
  }

  code.addEventListener("change", () => {
    if ([4, 6].includes(digits(code.value).length)) once(findTyped);
  });

  parts.code.addEventListener("submit", (event) => {
    event.preventDefault();
    once(findTyped);
  });

  parts.seats.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = Number(digits(number.value));
    if (chosen < 1 || chosen > room.seats) tell("#kb-seat-wrong", say("range", { seats: room.seats }), number);
    else if (!room.free.includes(chosen)) tell("#kb-seat-wrong", say("sat", { seat: chosen }), number);
    else once(() => sit(chosen));
  });

  other.addEventListener("click", () => {
    said.textContent = "";
    pass = "";
    code.value = "";
    show("code");
    code.focus();
  });

  document.querySelector("#kb-full-again").addEventListener("click", () => once(() => look(entrance)));
  document.querySelector("#kb-here-change").addEventListener("click", () => once(change));

  /** A teacher's: the board's address holds the key. @param {HTMLElement} form */
  async function open(form) {
    const field = document.querySelector("#kb-open-seats");
    const seats = Number(digits(field.value));
    if (seats < 1 || seats > MOST_SEATS) return void tell("#kb-open-wrong", say("seats"), field);
    const { status, told } = await ask("open", { seats });
    if (status === 200 && told.key) location.assign(`${form.dataset.kbBoard}#${told.key}`);
    else tell("#kb-open-wrong", status === 404 ? say("closed") : why(status), field);
  }

  const opening = document.querySelector("#kb-open-form");
  opening?.closest("div")?.removeAttribute("hidden");
  opening?.addEventListener("submit", (event) => {
    event.preventDefault();
    once(() => open(opening));
  });

  document.querySelector("a[data-kb-language]").hash = location.hash;
  addEventListener("hashchange", () => location.reload()); // another QR, in the same tab
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); }); // back from the guide
  once(begin);
})();
