// Python's side: fetches it, runs the notebook's cells, and leads what widgets say to the page.
import { loadPyodide } from "pyodide";

const at = (name) => new URL(name, import.meta.url).href;
const post = (said) => self.postMessage(said);
const mark = (name) => post({ mark: `kb-${name}`, at: performance.now(), origin: performance.timeOrigin });
const VERSION = at("./").split("/").at(-2);
const SNAPSHOTS = `kbguide ${at("../../")} ${VERSION} snapshot`; // begins as the name of what the service worker keeps
const UNTIL = "X-Good-Until"; // the header of a kept snapshot: the first day on which it would show something old
const PAGE = 65536; // bytes
const TYPES = { "pyodide.asm.wasm": "application/wasm" };
const ask = self.fetch.bind(self);
mark("worker");

/** Files by name, unpacked: no host has to know how. `sizes` are their bytes as they travel. */
function fetchPacked(sizes) {
  const all = Object.values(sizes).reduce((sum, size) => sum + size);
  let loaded = 0;
  const count = () => new TransformStream({
    transform(piece, control) {
      loaded += piece.byteLength;
      post({ loaded, all });
      control.enqueue(piece);
    },
  });
  return async (name) => {
    const answer = await ask(at(`${name}.pack`));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    const body = answer.body.pipeThrough(count()).pipeThrough(new DecompressionStream("gzip"));
    return new Response(body, { headers: { "Content-Type": TYPES[name] ?? "application/octet-stream" } });
  };
}

/** @param {Response} answer */
const bytesOf = async (answer) => new Uint8Array(await (await answer).arrayBuffer());

/** The heap begins small, and a snapshot may be larger: grow it before it is filled (pyodide#6254). */
const roomy = (create, size) => (settings) => {
  const own = settings.instantiateWasm;
  settings.instantiateWasm = (imports, done) => own(imports, (instance, module) => {
    const { memory } = instance.exports;
    const more = size - memory.buffer.byteLength;
    if (more > 0) memory.grow(Math.ceil(more / PAGE));
    done(instance, module);
  });
  return create(settings);
};

/** Files that were put one after the other, behind their names and sizes. */
function unpack(python, pack) {
  const size = new DataView(pack.buffer).getUint32(0, true);
  let from = 4 + size;
  for (const [name, length] of JSON.parse(new TextDecoder().decode(pack.subarray(4, from)))) {
    const path = `/guide/${name}`;
    python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    python.FS.writeFile(path, pack.subarray(from, from + length));
    from += length;
  }
}

async function keptSnapshot(lang) {
  try {
    const answer = await (await caches.open(SNAPSHOTS)).match(at(lang));
    return answer && answer.headers.get(UNTIL) > new Date().toISOString() ? await bytesOf(answer) : null;
  } catch {
    return null; // the browser keeps nothing for us
  }
}

async function keepSnapshot(lang, snapshot, until) {
  try {
    await (await caches.open(SNAPSHOTS)).put(at(lang), new Response(snapshot, { headers: { [UNTIL]: until } }));
    mark("kept");
  } catch { /* there is no room: the next visit takes longer */ }
}

const page = new Promise((known) => {
  self.onmessage = ({ data }) => {
    if (data.begin) begin(data.begin, data.files).catch((why) => post({ failed: String(why) }));
    if (data.code) known(data);
  };
});

async function begin(lang, sizes) {
  const open = fetchPacked(sizes);
  const packed = new Map(Object.keys(sizes).map((name) => [at(name), open(name)]));
  self.fetch = (address, ...rest) => packed.get(String(address)) ?? ask(address, ...rest);
  const own = ["guide.bin", "content.bin"].map((name) => bytesOf(packed.get(at(name))));
  const [{ default: create }, snapshot] = await Promise.all([import("./pyodide.asm.js"), keptSnapshot(lang)]);
  mark("fetched");
  const python = await loadPyodide({
    indexURL: at("./"),
    stdLibURL: at("libraries.zip"),
    lockFileContents: LOCK,
    packageBaseUrl: at("./"),
    createPyodideModule: roomy(create, snapshot?.length ?? 0),
    ...(snapshot ? { _loadSnapshot: snapshot } : { _makeSnapshot: true }),
  });
  mark("python");
  for (const files of await Promise.all(own)) unpack(python, files);
  if (snapshot) post({ text: python.runPython("NOTEBOOK.show_again()"), ready: true });
  else await show(python, lang);
  mark("shown");
  const hear = python.runPython("hear");
  self.onmessage = ({ data }) => { if (data.hear) post({ text: hear(data.hear) }); };
}

async function show(python, lang) {
  python.runPython("import sys; sys.path.insert(0, '/guide')\nfrom kbguide.offline.kernel import NOTEBOOK, hear, prepare\nprepare()");
  python.runPython("import kbguide.guide");
  mark("imported");
  const { code, show: places } = await page;
  const call = (method, ...values) => python.runPython(`NOTEBOOK.${method}(${values.map((one) => JSON.stringify(one)).join(", ")})`);
  for (const source of code) post({ text: call("run", source) });
  for (const [number, source] of places) post({ text: call("show", number, source) });
  post({ ready: true });
  mark("built");
  const snapshot = python.makeMemorySnapshot();
  mark("snapped");
  keepSnapshot(lang, snapshot, call("good_until"));
}
