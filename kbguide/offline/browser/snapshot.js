// Python's memory after the guide was opened, kept by this browser: a later visit begins there. Nothing of a learner is in
// it: it is taken before the page says its first word.
import { at, bytesOf } from "./files.js";

const VERSION = at("./").split("/").at(-2);
const FILES = `kbguide ${at("../../")} ${VERSION}`; // of what the service worker keeps
const CACHE = `${FILES} snapshot`;
const UNTIL = "X-Good-Until"; // the last day on which it shows nothing old
const MADE = "X-Made-On"; // before it, a clock was ahead, and what is good may be shown as old
const PIECE = 4096; // bytes that are kept or left out together
const PAGE = 65536; // bytes, of which memory grows by

/**
 * The size, then each piece that holds something behind its number: nearly half of them hold nothing.
 * @param {Bytes} memory
 */
function withoutHoles(memory) {
  const words = new BigUint64Array(memory.buffer, memory.byteOffset, memory.length / 8);
  /** @type {BlobPart[]} */
  const parts = [Uint32Array.of(memory.length)];
  for (let from = 0; from < memory.length; from += PIECE) {
    const piece = words.subarray(from / 8, (from + PIECE) / 8);
    if (piece.some(Boolean)) parts.push(Uint32Array.of(from), piece);
  }
  return new Blob(parts);
}

/** The memory again. @param {Bytes} kept */
function filled(kept) {
  const numbers = new DataView(kept.buffer);
  const memory = new Uint8Array(numbers.getUint32(0, true));
  for (let from = 4; from < kept.length; from += 4 + PIECE)
    memory.set(kept.subarray(from + 4, from + 4 + PIECE), numbers.getUint32(from, true));
  return memory;
}

const today = () => new Date().toISOString().slice(0, "2026-11-27".length);

/**
 * The memory for this language, or for another one if there is none; null if this browser keeps none.
 * @returns {Promise<Remembered | null>} @param {string} lang
 */
export async function kept(lang) {
  try {
    const cache = await caches.open(CACHE);
    const found = [at(lang), ...(await cache.keys()).map(({ url }) => url)];
    for (const address of found) {
      const answer = await cache.match(address);
      const [made, until] = [MADE, UNTIL].map((name) => answer?.headers.get(name) ?? "");
      if (answer && made <= today() && today() <= until)
        return { memory: filled(await bytesOf(answer)), lang: address.split("/").at(-1) };
    }
  } catch { /* the browser keeps nothing for us, or has spoiled it */ }
  return null;
}

/**
 * Keep it until a day; where there is no room, the next visit takes longer.
 * @param {string} lang @param {Bytes} memory @param {string} until
 */
export async function keep(lang, memory, until) {
  try {
    const cache = await caches.open(CACHE);
    await cache.put(at(lang), new Response(withoutHoles(memory), { headers: { [UNTIL]: until, [MADE]: today() } }));
    return true;
  } catch {
    return false;
  }
}

/**
 * Give the service worker the files that this browser has not kept: it would fetch them once more.
 * @param {Unkept} unkept
 */
export async function keepFiles(unkept) {
  try {
    const cache = await caches.open(FILES);
    for (const [address, pieces] of unkept) await cache.put(address, new Response(new Blob(pieces)));
  } catch { /* as in `keep` */ }
  unkept.clear();
}

/** All of them: one could not be used. */
export const forget = () => caches.delete(CACHE).catch(() => false);

/**
 * Pyodide's heap begins smaller than a snapshot may be: it must grow before it is filled (pyodide#6254).
 * @type {Roomy}
 */
export const roomy = (create, size) => (settings) => {
  const own = settings.instantiateWasm;
  if (own) settings.instantiateWasm = (imports, done) => own(imports, (instance, module) => {
    const { memory } = /** @type {Exports} */ (instance.exports);
    const more = size - memory.buffer.byteLength;
    if (more > 0) memory.grow(Math.ceil(more / PAGE));
    done(instance, module);
  });
  return create(settings);
};
