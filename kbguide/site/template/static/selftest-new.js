// What the guide's scripts take for granted. A browser that cannot read this file is too old, and so is one that says no.
{
  class Held { kept = [1, 2].at(-1); }
  const can = [
    new Held().kept === 2,
    "a-a".replaceAll("-", "") === "aa",
    document.body?.querySelector(":is(h1, h2)") !== undefined,
    "replaceChildren" in document.body,
    typeof AbortController === "function",
    typeof Promise.prototype.finally === "function",
    "MutationObserver" in window,
  ];

  /** The forms of the guide arrive as modules of their own. */
  async function imports() {
    const address = URL.createObjectURL(new Blob(["export default 1"], { type: "text/javascript" }));
    const { default: brought } = await import(address);
    URL.revokeObjectURL(address);
    return brought === 1;
  }

  const brought = document.querySelector("#kb-test").dataset.kbBlob ? imports() : Promise.resolve(true);
  brought.catch(() => false).then((last) => {
    document.documentElement.dataset.kbNew = last && can.every(Boolean) ? "yes" : "no";
  });
}
