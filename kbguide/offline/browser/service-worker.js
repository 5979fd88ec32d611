// Keeps the guide for when there is no network. A newer one waits until the learner takes it, or until no page is open.
"use strict";
const { version, files, pages } = self.kbguide; // written above this by the builder
const OURS = `kbguide ${registration.scope} `; // one host may have several guides
const NAME = `${OURS}${version}`;

/** As `kept.add`, but where a host redirects: such an answer would open no page. @param {Cache} kept @param {Request} request */
async function add(kept, request) {
  const answer = await fetch(request);
  if (!answer.ok) throw new Error(`${request.url}: ${answer.status}`);
  await kept.put(request, new Response(answer.body, answer));
}

/** What a page or its worker has fetched already is not fetched again; pages are asked for anew. */
async function fill() {
  const kept = await caches.open(NAME);
  const wanted = [...files.map((file) => new Request(file, { cache: "force-cache" })), ...pages.map((page) => new Request(page, { cache: "no-cache" }))];
  await Promise.all(wanted.map(async (one) => await kept.match(one) ?? add(kept, one)));
}

async function forgetOthers() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && !name.startsWith(NAME));
  await Promise.all(names.map((name) => caches.delete(name)));
  await clients.claim();
}

/**
 * From what is kept; an address that lacks its last slash leads to the one with it, as with any host.
 * @param {Request} request
 */
async function answer(request) {
  const kept = await caches.open(NAME);
  const { pathname } = new URL(request.url);
  const found = await kept.match(pathname);
  if (found) return found;
  return await kept.match(`${pathname}/`) ? Response.redirect(`${pathname}/`) : fetch(request);
}

addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
addEventListener("message", ({ data }) => { if (data === "take over") skipWaiting(); });
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(registration.scope)) event.respondWith(answer(event.request));
});
