// Ask now and then whether there is a seat, and open the page again when there is one. Nothing moves until then.
"use strict";
(() => {
  const { kbAgain, kbSeats } = document.querySelector("[data-kb-seats]").dataset;
  setInterval(() => {
    fetch(kbSeats, { cache: "no-store" }).then(({ status }) => { if (status === 204) location.reload(); }, () => {});
  }, Number(kbAgain) * 1000);
})();
