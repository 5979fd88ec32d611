// Ask now and then whether there is a seat, and open the page again when there is one. Nothing moves until then.
"use strict";
(() => {
  const { kbAgain, kbSeats } = document.currentScript.dataset;
  setInterval(() => {
    fetch(kbSeats, { cache: "no-store" }).then(({ status }) => { if (status === 204) location.reload(); }, () => {});
  }, kbAgain * 1000);
})();
