// What works on this phone, in this room. Written in the JavaScript of 2009, because an old browser must be able to say
// that it is old: tests/test_scripts.py holds it to that.
"use strict";
(function () {
  var page = document.querySelector("#kb-test");
  var CHECKS = ["script", "browser", "storage", "server", "socket", "screen", "address"];
  var ASKED = 5; // times
  var SLOW = 1000; // ms
  var ANSWER_WITHIN = 8000; // ms
  var NEW_WITHIN = 5000; // ms until the script that only a new browser runs has run
  var NARROW = 320; // px
  var left = CHECKS.length;
  var good = true;

  /** @param {string} name  @returns {HTMLElement} */
  function lineOf(name) {
    return /** @type {HTMLElement} */ (document.querySelector("#kb-test-" + name));
  }

  /** What an address of the page means. @param {string} address */
  function resolved(address) {
    var link = document.createElement("a");
    link.href = address;
    return link.href;
  }

  /** The first answer counts. @type {SettleTest} */
  function settle(name, state, value) {
    var line = lineOf(name);
    var texts = line.querySelectorAll(".kb-test__do");
    var fine = state === "good";
    var i;
    if (line.getAttribute("data-kb-done")) return;
    line.setAttribute("data-kb-done", "yes");
    line.setAttribute("data-kb-state", fine ? "good" : "mend");
    line.querySelectorAll(".kb-test__word")[0].textContent = fine ? page.dataset.kbGood : page.dataset.kbMend;
    for (i = 0; i < texts.length; i += 1) {
      texts[i].hidden = texts[i].getAttribute("data-kb-if") !== state;
      if (value) texts[i].textContent = texts[i].textContent.replace("{value}", value);
    }
    good = good && fine;
    left -= 1;
    if (!left) {
      document.querySelector("#kb-test-verdict").textContent = good ? page.dataset.kbReady : page.dataset.kbNotReady;
      page.setAttribute("data-kb-state", good ? "good" : "mend");
    }
  }

  /** @param {() => boolean} use */
  function isAllowed(use) {
    try {
      return use();
    } catch (refused) {
      return false;
    }
  }

  function storage() {
    var cookies = isAllowed(function () {
      var kept;
      document.cookie = "kbguide-test=1; path=/; SameSite=Lax";
      kept = document.cookie.indexOf("kbguide-test=1") >= 0;
      document.cookie = "kbguide-test=; path=/; SameSite=Lax; max-age=0";
      return kept;
    });
    var places = isAllowed(function () {
      window.localStorage.setItem("kbguide-test", "1");
      window.sessionStorage.setItem("kbguide-test", "1");
      window.localStorage.removeItem("kbguide-test");
      window.sessionStorage.removeItem("kbguide-test");
      return true;
    });
    settle("storage", cookies && places ? "good" : "mend");
  }

  /** `selftest-new.js` says so in the page: an old browser does not even read it. */
  function browser() {
    var since = new Date().getTime();
    var timer = setInterval(function () {
      var said = document.documentElement.getAttribute("data-kb-new");
      if (!said && new Date().getTime() - since < NEW_WITHIN) return;
      clearInterval(timer);
      settle("browser", said === "yes" ? "good" : "mend");
    }, 100);
  }

  /** One question after the other: the time in the middle counts. @param {number[]} times */
  function server(times) {
    var since = new Date().getTime();
    var request = new XMLHttpRequest();
    request.onload = function () {
      if (request.status !== 200 || request.responseText.indexOf("ok") < 0) {
        settle("server", "mend");
        return;
      }
      times.push(new Date().getTime() - since);
      if (times.length < ASKED) {
        server(times);
        return;
      }
      times.sort(function (a, b) { return a - b; });
      settle("server", times[2] > SLOW ? "slow" : "good", (Math.max(times[2], 10) / 1000).toFixed(2));
    };
    request.onerror = function () { settle("server", "mend"); };
    request.ontimeout = request.onerror;
    request.open("GET", page.dataset.kbApi + "echo?" + since + times.length);
    request.timeout = ANSWER_WITHIN;
    request.send();
  }

  function socket() {
    function close() { settle("socket", "mend"); }
    function open() {
      var line = new WebSocket(resolved(page.dataset.kbApi + "echo").replace(/^http/, "ws"));
      line.onopen = function () { line.send("kbguide"); };
      line.onmessage = function (event) {
        settle("socket", event.data === "kbguide" ? "good" : "mend");
        line.close();
      };
      line.onerror = close;
      line.onclose = close;
      return true;
    }
    setTimeout(close, ANSWER_WITHIN);
    if (!isAllowed(open)) close();
  }

  function screenAndAddress() {
    var width = document.documentElement.clientWidth;
    var here = /^(localhost|.+\.localhost|127\.[\d.]+|\[?::1\]?)$/.test(location.hostname);
    settle("screen", width < NARROW ? "mend" : "good", String(width));
    settle("address", here ? "mend" : "good", resolved(page.dataset.kbAddress));
  }

  function run() {
    var i;
    for (i = 0; i < CHECKS.length; i += 1) lineOf(CHECKS[i]).hidden = false;
    settle("script", "good");
    browser();
    storage();
    screenAndAddress();
    server([]);
    socket();
  }

  document.querySelector("#kb-test-print").hidden = false;
  document.querySelector("#kb-test-print").onclick = function () { window.print(); };
  run();
}());
