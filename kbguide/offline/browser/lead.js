// The front page leads straight to the guide in the browser's language; whose browser speaks none of them is asked.
"use strict";
(() => {
  const known = [...document.querySelectorAll("a[hreflang]")].map((link) => link.hreflang);
  const asked = navigator.languages.map((name) => name.split("-")[0]);
  const lang = document.querySelector("[data-kb-lang]").dataset.kbLang || asked.find((name) => known.includes(name));
  if (lang) location.replace(`${lang}/`);
})();
